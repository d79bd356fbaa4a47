import { type AccountId, encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, type CallContext, implement, resultOf, signed, type Weight } from "@pha/frame";
import { isWithin } from "../../executive/weights.ts";
import { RuntimeCall } from "../../references.ts";
import { hold, release } from "../balances/holds.ts";
import { multisigAccount, signatoriesOf } from "./account.ts";
import { multisig, multisigDeposit, type Timepoint } from "./spec.ts";

type Context = CallContext<typeof multisig, "signed">;

interface Operation {
  readonly threshold: number;
  readonly other_signatories: readonly AccountId[];
  readonly maybe_timepoint: Timepoint | undefined;
  readonly max_weight: Weight;
}

const { errors, holdReasons } = multisig;

export const multisigCalls = implement(multisig, {
  as_multi_threshold_1({ caller, dispatch }, { other_signatories, call }) {
    const account = multisigAccount(signatoriesOf(other_signatories, caller), 1);
    const outcome = dispatch(call, signed(account));
    if (!outcome.ok) throw outcome.cause;
  },

  as_multi: (env, { call, ...operation }) => operate(env, operation, hashOf(call), call),

  approve_as_multi: (env, { call_hash, ...operation }) => operate(env, operation, call_hash),

  cancel_as_multi(env, { threshold, other_signatories, timepoint, call_hash }) {
    const { caller, state, emit } = env;
    const account = accountFor(env, threshold, other_signatories);
    const waiting = state.multisigs.get(account, call_hash);
    if (!waiting) throw errors.NotFound();
    expectTimepoint(waiting.when, timepoint);
    if (waiting.depositor !== caller) throw errors.NotOwner();
    release(env, waiting.depositor, holdReasons.Deposit, waiting.deposit);
    state.multisigs.remove(account, call_hash);
    emit.MultisigCancelled({ cancelling: caller, timepoint, multisig: account, call_hash });
  },
});

/** By which calls are approved. */
const hashOf = (call: Call): Hex => toHex(blake2b256(encode(RuntimeCall, call)));

/** @throws `Multisig.MinimumThreshold`, and what {@link signatoriesOf} throws */
function accountFor({ caller }: Context, threshold: number, others: readonly AccountId[]): AccountId {
  if (threshold < 2) throw errors.MinimumThreshold();
  return multisigAccount(signatoriesOf(others, caller), threshold);
}

/** @throws `Multisig.WrongTimepoint` */
function expectTimepoint(when: Timepoint, given: Timepoint): void {
  if (when.height !== given.height || when.index !== given.index) throw errors.WrongTimepoint({ ...when });
}

/** Approves a call; the first approval begins it, and the last dispatches it if it is given. */
function operate(env: Context, operation: Operation, call_hash: Hex, call?: Call): void {
  const { caller, state, emit, block } = env;
  const { threshold, maybe_timepoint: timepoint } = operation;
  const account = accountFor(env, threshold, operation.other_signatories);
  const waiting = state.multisigs.get(account, call_hash);
  if (!waiting) {
    if (timepoint) throw errors.UnexpectedTimepoint();
    const deposit = multisigDeposit.base + multisigDeposit.factor * BigInt(threshold);
    hold(env, caller, holdReasons.Deposit, deposit);
    const when = { height: block.number, index: env.extrinsicIndex() };
    state.multisigs.put(account, call_hash, { when, deposit, depositor: caller, approvals: [caller] });
    emit.NewMultisig({ approving: caller, multisig: account, call_hash });
    return;
  }
  if (!timepoint) throw errors.NoTimepoint({ ...waiting.when });
  expectTimepoint(waiting.when, timepoint);
  const { approvals, depositor, deposit } = waiting;
  const isNew = approvals.length < threshold && !approvals.includes(caller);
  const count = approvals.length + (isNew ? 1 : 0);
  if (!call || count < threshold) {
    if (!isNew) throw errors.AlreadyApproved();
    const position = approvals.filter((other) => other < caller).length;
    const more = approvals.toSpliced(position, 0, caller);
    state.multisigs.put(account, call_hash, { ...waiting, approvals: more });
    emit.MultisigApproval({ approving: caller, timepoint, multisig: account, call_hash });
    return;
  }
  const weight = env.weigh(call);
  if (!isWithin(weight, operation.max_weight)) throw errors.MaxWeightTooLow({ ...weight });
  // Before the call, which might begin the same again.
  state.multisigs.remove(account, call_hash);
  release(env, depositor, holdReasons.Deposit, deposit);
  const result = resultOf(env.enact(call, signed(account)));
  emit.MultisigExecuted({ approving: caller, timepoint, multisig: account, call_hash, result });
}
