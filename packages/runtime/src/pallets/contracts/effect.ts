import {
  AccountId,
  bytes,
  concat,
  encode,
  enumeration,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  text,
  toHex,
  u8,
  u64,
  u128,
  utf8,
  variant,
  vec,
} from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { maxEventBytes, maxEventNameBytes, maxHeightEffects, maxMessageEffects, maxSenderEffects } from "@pha/limits";
import { Reason } from "./reason.ts";
import { Schedule, taskLimits } from "./tasks.ts";

/** How many effects a message may have, those of one sender, and all of one block to one contract; bytes of what they tell. */
export const effectLimits = {
  ofMessage: maxMessageEffects,
  ofSender: maxSenderEffects,
  ofHeight: maxHeightEffects,
  name: maxEventNameBytes,
  data: maxEventBytes,
  error: 80,
} as const;

/** What the engine itself has done for a contract at one height: it goes over to other code, and schedules its tasks. */
const mostOwn = 1 + taskLimits.ofContract;

/** How many commands of one block may bring something to one contract. */
export const maxBrought = 32;
/** Of them, of one sender: nobody takes all places from the others. */
export const maxBroughtOfSender = 8;

/** What a contract wants done on the ledger, in its own name. */
export const Effect = enumeration({
  /** Pays out of the contract's own account. */
  Pay: variant(0, struct({ to: AccountId, amount: u128 })),
  /** Tells everybody something: JSON. */
  Emit: variant(1, struct({ name: text({ max: effectLimits.name }), data: bytes({ max: effectLimits.data }) })),
  /** Sends a command to another contract, of any cluster: everybody reads it. The contract's account pays a fee. */
  Push: variant(
    2,
    struct({
      contract: H256,
      method: text({ max: effectLimits.name }),
      args: bytes({ max: effectLimits.data }),
    }),
  ),
  /** Has a task run from now on: of its code's own, once its constructor is done. */
  Schedule: variant(3, Schedule),
  /** The contract has gone over to this code, or could not. */
  Upgraded: variant(4, struct({ codeHash: H256, failure: option(Reason) })),
});
export type Effect = TypeOf<typeof Effect>;

/** What is to be done for the messages of one height. There is a list, empty perhaps, if one of them brought something. */
export const Effects = struct({
  /** Commands that failed: what they brought goes back. */
  returned: vec(u64, { max: maxBrought }),
  /** Each with its message, and its place among the effects of that. */
  list: vec(struct({ message: u64, index: u8, effect: Effect }), { max: effectLimits.ofHeight + mostOwn }),
});
export type Effects = TypeOf<typeof Effects>;

/** What reading a list takes: what was brought, the accounts that it lies in and goes to. */
const ofList = 4;
/**
 * And each effect, by what it is: a pushed command takes two accounts, the other contract, the head of messages; an upgrade
 * the contract, the owner's account and what it holds, the cluster's room, lengths of code.
 */
const parts: Readonly<Record<Effect["type"], number>> = { Pay: 1, Emit: 1, Push: 4, Schedule: 2, Upgraded: 8 };

/** How much a list is to do, counted in payments. */
export const partsOf = ({ list, returned }: Effects): number =>
  list.reduce((sum, { effect }) => sum + parts[effect.type], ofList + returned.length);

const label = utf8("phala/effects/v1");
const none: Hex = `0x${"00".repeat(32)}`;

/** What reports agree on: `SHA-256("phala/effects/v1" ‖ SCALE of the effects)`; 32 zero bytes for none. */
export const effectsRoot = (effects: Effects | undefined): Hex =>
  effects === undefined ? none : toHex(sha256(concat(label, encode(Effects, effects))));
