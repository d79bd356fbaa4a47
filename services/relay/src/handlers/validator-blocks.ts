import type { Hex } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { BlockArchive } from "../voting/block-archive.ts";

const MAX_BLOCKS = 256;
/** Below what NATS takes in one message, of which one block may take most. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Serves `validatorBlocks`: certified blocks, as many as fit one message. */
export const serveValidatorBlocks = (deps: {
  readonly bus: Bus;
  readonly address: Hex;
  readonly archive: BlockArchive;
}): Subscribed =>
  deps.bus.serve(subjects.validatorBlocks, { at: { validator: deps.address } }, ({ request: { from, limit } }) =>
    deps.archive.list(from, Math.min(limit, MAX_BLOCKS), MAX_BYTES),
  );
