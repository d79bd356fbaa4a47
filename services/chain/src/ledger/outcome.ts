import type { Event, StateView } from "@pha/frame";
import { blockTime } from "@pha/light-client";
import type { Applied, Runtime } from "@pha/runtime";
import type { Extrinsic } from "@pha/runtime/spec";
import type { StateAt } from "./ledger.ts";
import { chargeComputed, executing } from "./read-budget.ts";

/** Picoseconds of reference time in a millisecond. */
const PER_MS = 1_000_000_000n;

/**
 * What an extrinsic would do in a block on top of `state`; nothing is kept. Its signature is not looked at. Whoever asks
 * pays for what it weighs.
 *
 * @param on - the state that it finds, where that is not the block's own
 * @throws a `transaction` error when it may not stand in that block
 */
export function outcomeOf(
  state: StateAt,
  runtime: Runtime,
  extrinsic: Extrinsic,
  on: (view: StateView) => StateView = (view) => view,
): Promise<Applied> {
  const { header } = state;
  const { timeMs, epoch, round } = blockTime(header);
  return executing(async () => {
    const result = await state.read((view) =>
      runtime.startBlock(on(view), header, { timeMs: timeMs + 1n, epoch, round }).applyExtrinsic(extrinsic),
    );
    chargeComputed(Number(refTimeOf(result) / PER_MS));
    return result;
  });
}

/** As the event says that ends it. */
function refTimeOf({ events }: Applied): bigint {
  const { value } = (events.at(-1) as Event).value;
  return (value as { readonly dispatch_info: DispatchInfo }).dispatch_info.weight.ref_time;
}

interface DispatchInfo {
  readonly weight: { readonly ref_time: bigint };
}
