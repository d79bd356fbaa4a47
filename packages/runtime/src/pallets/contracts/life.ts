import { AccountId, enumeration, fixedBytes, H256, option, struct, type TypeOf, u32, variant } from "@pha/codec";
import { Reason } from "./reason.ts";

/**
 * Who may replace a contract's code. It is settled when the contract is made, for ever; but an owner who may can renounce
 * that. Such an owner can pause it as well.
 */
export const UpgradePolicy = enumeration({
  Never: variant(0),
  /** The network's governance, by a decree. */
  Governance: variant(1),
  Owner: variant(2),
});
export type UpgradePolicy = TypeOf<typeof UpgradePolicy>;

/** An upgrade that is under way: at first the contract's members make the key known that goes with the code. */
const Upgrade = struct({
  codeHash: H256,
  /** The key epoch that begins with the code. */
  epoch: u32,
  /** Of the master key. */
  generation: u32,
  /** Its public key, and the block that told the workers to go over; from then on no commands are taken. */
  told: option(struct({ key: fixedBytes(32), at: u32 })),
});
export type Upgrade = TypeOf<typeof Upgrade>;

/** What becomes of a contract. */
export const Life = struct({
  upgrades: UpgradePolicy,
  upgrade: option(Upgrade),
  /** Code that the contract's was put in place of last, and the first key epoch of what it has now. */
  replaced: option(struct({ codeHash: H256, epoch: u32 })),
  /** Code that it could not go over to since, and why. */
  refused: option(struct({ codeHash: H256, reason: Reason })),
  /** Who has it take no commands for now. */
  pausedBy: option(AccountId),
  /** To whom the owner offers it. */
  offeredTo: option(AccountId),
});
export type Life = TypeOf<typeof Life>;

/** Of a contract that stays as it was made. */
export const usualLife: Life = {
  upgrades: { type: "Never" },
  upgrade: undefined,
  replaced: undefined,
  refused: undefined,
  pausedBy: undefined,
  offeredTo: undefined,
};
