import type { Hex } from "@pha/codec";
import { blocksAtOnceBytes, maxBlocksAtOnce } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { BlockArchive } from "../voting/block-archive.ts";

/** Serves `validatorBlocks`: certified blocks, as many as fit one message. */
export const serveValidatorBlocks = (deps: {
  readonly bus: Bus;
  readonly address: Hex;
  readonly archive: BlockArchive;
}): Subscribed =>
  deps.bus.serve(subjects.validatorBlocks, { at: { validator: deps.address } }, ({ request: { from, limit } }) =>
    deps.archive.list(from, Math.min(limit, maxBlocksAtOnce), blocksAtOnceBytes),
  );
