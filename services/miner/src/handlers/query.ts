import type { Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { HandlerDeps } from "./door.ts";

/** Serves `query`. Queries and answers that pass through here are encrypted. */
export const serveQuery = ({ bus, miner, where }: HandlerDeps): Subscribed =>
  bus.serve(subjects.query, where, ({ request }) => miner.query(request));
