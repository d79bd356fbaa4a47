import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { listFinalized } from "../publishing/publications.ts";

const MAX_BLOCKS = 256;
/** Highest height that the database can be asked for. */
const MAX_NUMBER = 0x7fff_ffff;
/** Well below what NATS takes in one message, so that one more block always fits. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Serves `finalizedGet`: as many of the blocks asked for as fit, none when the first is not certified. */
export const serveFinalizedGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.finalizedGet, { queue: "chain" }, async ({ request: { from, limit } }) => {
    const end = Math.min(from + Math.min(limit, MAX_BLOCKS), MAX_NUMBER);
    return from < end ? listFinalized(db, from, end, MAX_BYTES) : [];
  });
