import { encode } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { FinalizedBlock, subjects } from "@pha/wire";
import { readFinalized } from "../finality/publications.ts";

const MAX_BLOCKS = 256;
/** Well below what NATS takes in one message, so that one more block always fits. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Answers `finalizedGet`: as many of the blocks asked for as fit, none when the first is not certified. */
export const serveFinalizedGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.finalizedGet, { queue: "chain" }, async ({ request: { from, limit } }) => {
    const blocks = [];
    const end = from + Math.min(limit, MAX_BLOCKS);
    for (let number = from, bytes = 0; number < end && bytes < MAX_BYTES; number++) {
      const block = await readFinalized(db, number);
      if (!block) break;
      blocks.push(block);
      bytes += encode(FinalizedBlock, block).length;
    }
    return blocks;
  });
