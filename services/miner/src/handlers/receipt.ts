import type { Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { HandlerDeps } from "./door.ts";

/** Serves `receipt`: sealed to whoever sent the command. */
export const serveReceipt = ({ bus, miner, where }: HandlerDeps): Subscribed =>
  bus.serve(subjects.receipt, where, ({ request }) => miner.receipt(request));
