import type { Status } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Failure } from "@pha/frame";
import type { Ledger, TransactionStatus } from "../ledger/ledger.ts";
import { computed } from "../ledger/read-budget.ts";
import { failuresIn } from "./decode.ts";

/** A status as callers see it, with what failed of an extrinsic that is in a block. */
export async function describeStatus(ledger: Ledger, hash: Hex, status: TransactionStatus): Promise<Status> {
  if (status.type !== "inBlock" && status.type !== "finalized") return showStatus(hash, status);
  const { block, index } = status;
  const [events, runtime] = await Promise.all([ledger.listFailureEvents(block, index), ledger.runtimeOf(block.number)]);
  return showStatus(
    hash,
    status,
    computed(() => failuresIn(runtime, events)),
  );
}

/** The same, when it is known what failed. */
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
