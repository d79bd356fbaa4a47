import { blockTime } from "@pha/light-client";
import type { Applied, Runtime } from "@pha/runtime";
import type { Extrinsic } from "@pha/runtime/spec";
import type { StateAt } from "./ledger.ts";

/**
 * What an extrinsic would do in a block on top of `state`; nothing is kept. Its signature is not looked at.
 *
 * @throws a `transaction` error when it may not stand in that block
 */
export function outcomeOf(state: StateAt, runtime: Runtime, extrinsic: Extrinsic): Promise<Applied> {
  const { header } = state;
  const { timeMs, epoch, round } = blockTime(header);
  return state.read((view) =>
    runtime.startBlock(view, header, { timeMs: timeMs + 1n, epoch, round }).applyExtrinsic(extrinsic),
  );
}
