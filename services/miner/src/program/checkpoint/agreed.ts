import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { type Claim, contracts, reasonHash } from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import { toReason } from "../outcome.ts";
import { receiptsRoot } from "../receipt-book.ts";
import type { Resumed } from "./read.ts";

/** What the finalized ledger says of some contracts' newest agreed heights; nothing of what it does not know. */
export const agreedOf = (core: Core, ids: readonly Hex[]): Promise<readonly (Claim | undefined)[]> =>
  core.view.read((view) => ids.map((id) => readState(contracts, view).contracts.get(id)?.agreed));

/**
 * Requires that a checkpoint is what a majority agreed on at its height.
 *
 * @param tag - of its state
 * @throws `miner.CheckpointContradicted`
 */
export function requireAgreed({ height, broken, receipts }: Resumed, tag: Hex, agreed: Claim): void {
  const { stateHeight, stateTag, status } = agreed;
  const reason = broken && reasonHash(toReason(broken));
  const isSame =
    height === stateHeight &&
    tag === stateTag &&
    receiptsRoot(receipts.list) === agreed.receiptsRoot &&
    reason === (status.type === "Broken" ? status.value : undefined);
  if (!isSame) throw errors.CheckpointContradicted({ height, agreed: stateHeight });
}
