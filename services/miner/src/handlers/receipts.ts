import type { Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { HandlerDeps } from "./door.ts";

/** Serves `receipts`: which there are. */
export const serveReceipts = ({ bus, miner, where }: HandlerDeps): Subscribed =>
  bus.serve(subjects.receipts, where, ({ request }) => miner.receipts(request));
