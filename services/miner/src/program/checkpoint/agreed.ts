import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { type Claim, type Contract, contracts, reasonHash } from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import { toReason } from "../outcome.ts";
import { receiptsRoot } from "../receipt-book.ts";
import type { Resumed } from "./read.ts";

/** What a majority agreed on of a contract last, and the code that it had then. */
export type Agreed = Claim & Pick<Contract, "codeHash">;

/** What the finalized ledger says of a contract's newest agreed height; nothing of what it does not know. */
export const agreedOf = (core: Core, id: Hex): Promise<Agreed | undefined> =>
  core.view.read((view) => {
    const record = readState(contracts, view).contracts.get(id);
    return record && { ...record.agreed, codeHash: record.codeHash };
  });

/**
 * Requires that a checkpoint is what a majority agreed on at its height.
 *
 * @param tag - of its state
 * @throws `miner.CheckpointContradicted`
 */
export function requireAgreed({ codeHash, height, broken, receipts }: Resumed, tag: Hex, agreed: Agreed): void {
  const { stateHeight, stateTag, status } = agreed;
  const reason = broken && reasonHash(toReason(broken));
  const isSame =
    codeHash === agreed.codeHash &&
    height === stateHeight &&
    tag === stateTag &&
    receiptsRoot(receipts.list) === agreed.receiptsRoot &&
    reason === (status.type === "Broken" ? status.value : undefined);
  if (!isSame) throw errors.CheckpointContradicted({ height, agreed: stateHeight });
}
