import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Ledger } from "../ledger.ts";

/** Answers `submit` after the commit. */
export const serveSubmit = ({ bus, ledger }: { readonly bus: Bus; readonly ledger: Ledger }): Subscribed =>
  bus.serve(subjects.submit, { queue: "chain" }, ({ request }) => ledger.submit(request));
