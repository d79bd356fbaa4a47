import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { submitOnce } from "../ledger/submit-once.ts";
import type { Ledger } from "../ledger.ts";

/** Answers `submit` after the commit; who asks again, not having heard, gets the same receipt. */
export const serveSubmit = ({ bus, ledger }: { readonly bus: Bus; readonly ledger: Ledger }): Subscribed =>
  bus.serve(subjects.submit, { queue: "chain" }, ({ request }) => submitOnce(ledger, request));
