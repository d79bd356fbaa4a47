import { bool, H256, type Hex, option, struct, type TypeOf, text, u32 } from "@pha/codec";
import type { TransactionStatus } from "../ledger/ledger.ts";
import { Block } from "./block-id.ts";
import { word } from "./json.ts";

/**
 * Where an extrinsic is. `in-block` and `finalized` name the block; `invalid` and `dropped` are final and say why. A
 * stream says `retracted` when the named block was undone.
 */
export const Status = struct({
  hash: H256,
  status: word("accepted", "ready", "in-block", "retracted", "finalized", "invalid", "dropped"),
  block: option(Block),
  index: option(u32),
  /** Whether the call succeeded; if not, the extrinsic's events say why. */
  ok: option(bool),
  reason: option(text({ max: 256 })),
});
export type Status = TypeOf<typeof Status>;

/** A status as REST shows it. */
export function showStatus(hash: Hex, status: TransactionStatus): Status {
  const nothing = { hash, block: undefined, index: undefined, ok: undefined, reason: undefined };
  switch (status.type) {
    case "accepted":
    case "ready":
      return { ...nothing, status: status.type };
    case "retracted":
      return { ...nothing, status: "retracted", block: status.block };
    case "inBlock":
    case "finalized":
      return {
        ...nothing,
        status: status.type === "inBlock" ? "in-block" : "finalized",
        block: status.block,
        index: status.index,
        ok: status.ok,
      };
    case "invalid":
    case "dropped":
      return { ...nothing, status: status.type, reason: status.reason };
  }
}
