import type { Status } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Failure } from "@pha/frame";
import type { TransactionStatus } from "../ledger/ledger.ts";

/** A status as REST shows it; of one in a block with what failed there. */
export function showStatus(hash: Hex, status: TransactionStatus, failures: readonly Failure[] = []): Status {
  const nothing = { hash, block: undefined, index: undefined, ok: undefined, reason: undefined, failures };
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
        ok: failures.length === 0,
        reason: failures[0]?.error,
      };
    case "invalid":
    case "dropped":
      return { ...nothing, status: status.type, reason: status.reason };
  }
}
