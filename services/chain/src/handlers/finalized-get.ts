import { blocksAtOnceBytes, maxBlocksAtOnce } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { listFinalized } from "../publishing/publications.ts";

/** Highest height that the database can be asked for. */
const MAX_NUMBER = 0x7fff_ffff;

/** Serves `finalizedGet`: as many of the blocks asked for as fit, none when the first is not certified. */
export const serveFinalizedGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.finalizedGet, { queue: "chain" }, async ({ request: { from, limit, events } }) => {
    const end = Math.min(from + Math.min(limit, maxBlocksAtOnce), MAX_NUMBER);
    return from < end ? listFinalized(db, { from, end, maxBytes: blocksAtOnceBytes, events }) : [];
  });
