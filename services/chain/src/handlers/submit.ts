import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Ledger } from "../ledger/ledger.ts";
import { submitOnce } from "../ledger/submit-once.ts";

/** Serves `submit` after the commit; a requester that lost the reply sends it again and gets the same receipt. */
export const serveSubmit = ({ bus, ledger }: { readonly bus: Bus; readonly ledger: Ledger }): Subscribed =>
  bus.serve(subjects.submit, { queue: "chain" }, ({ request }) => submitOnce(ledger, request));
