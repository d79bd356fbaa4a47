import type { AccountId } from "@pha/codec";
import type { Env, HoldReason } from "@pha/frame";
import { existentialDeposit } from "./account-data.ts";
import { accountOf, burn, checkDeposit, put } from "./ledger.ts";
import { lesser } from "./parts.ts";
import { balances } from "./spec.ts";

const isSame = (a: HoldReason, b: HoldReason): boolean => a.type === b.type && a.value.type === b.value.type;

/**
 * Sets an amount aside for a reason; holds add up. The account keeps its existential deposit free, and what is locked:
 * what is on hold may go to others (`Currency::reserve` of pallet-balances). Nothing at all leaves nothing behind.
 *
 * @throws `Balances.InsufficientBalance`, `Balances.LiquidityRestrictions`, `frame.TooManyConsumers`
 */
export function hold(env: Env, who: AccountId, reason: HoldReason, amount: bigint): void {
  if (amount === 0n) return;
  const { state, emit } = env.of(balances);
  const info = accountOf(env, who);
  const { free, reserved, frozen } = info.data;
  if (free < amount + existentialDeposit) throw balances.errors.InsufficientBalance({ account: who, free, amount });
  if (free < amount + frozen) throw balances.errors.LiquidityRestrictions({ account: who, free, frozen, amount });

  const holds = state.holds.get(who);
  const before = holds.find(({ id }) => isSame(id, reason))?.amount ?? 0n;
  const others = holds.filter(({ id }) => !isSame(id, reason));
  state.holds.put(who, [...others, { id: reason, amount: before + amount }]);
  put(env, who, info, { ...info.data, free: free - amount, reserved: reserved + amount });
  emit.Reserved({ who, amount });
}

/** Gives back what is on hold for a reason, up to `amount`. */
export function release(env: Env, who: AccountId, reason: HoldReason, amount: bigint): void {
  const released = lesser(amount, heldBy(env, who, reason));
  if (released === 0n) return;

  takeHeld(env, who, reason, released);
  const info = accountOf(env, who);
  const { free, reserved } = info.data;
  put(env, who, info, { ...info.data, free: free + released, reserved: reserved - released });
  env.of(balances).emit.Unreserved({ who, amount: released });
}

/**
 * Moves what is on hold for a reason, up to `amount`, to another account, where it is free.
 *
 * @throws `Balances.LiquidityRestrictions` where locks keep it with its owner, `Balances.ExistentialDeposit` where the
 *   receiver does not exist and the amount is too small for it
 */
export function moveHeld(env: Env, from: AccountId, reason: HoldReason, amount: bigint, to: AccountId): void {
  if (from !== to && !mayMoveHeld(env, from, amount)) {
    const { free, reserved, frozen } = accountOf(env, from).data;
    throw balances.errors.LiquidityRestrictions({ account: from, free, reserved, frozen, amount });
  }
  if (from !== to) checkDeposit(to, accountOf(env, to), lesser(amount, heldBy(env, from, reason)));
  seizeHeld(env, from, reason, amount, to);
}

/** Whether locks let an amount that is on hold go to another account: what is on hold counts towards them. */
export function mayMoveHeld(env: Env, from: AccountId, amount: bigint): boolean {
  const { free, reserved, frozen } = accountOf(env, from).data;
  return free + reserved >= frozen + amount;
}

/**
 * Moves as {@link moveHeld} does, whatever is locked and whoever receives it, and never fails: what is owed for a
 * punishment or a service is paid first. What is too little to create the receiver's account is destroyed.
 *
 * @returns what the receiver has got
 */
export function seizeHeld(env: Env, from: AccountId, reason: HoldReason, amount: bigint, to: AccountId): bigint {
  const moved = lesser(amount, heldBy(env, from, reason));
  if (from === to) {
    release(env, from, reason, moved);
    return moved;
  }
  if (moved === 0n) return 0n;
  if (accountOf(env, to).data.free + moved < existentialDeposit) {
    burnHeld(env, from, reason, moved);
    return 0n;
  }
  takeHeld(env, from, reason, moved);
  const info = accountOf(env, from);
  put(env, from, info, { ...info.data, reserved: info.data.reserved - moved });
  const receiver = accountOf(env, to);
  put(env, to, receiver, { ...receiver.data, free: receiver.data.free + moved });
  const destination_status = { type: "Free" } as const;
  env.of(balances).emit.ReserveRepatriated({ from, to, amount: moved, destination_status });
  return moved;
}

/** Destroys what is on hold for a reason, up to `amount`; gives how much that was. */
export function burnHeld(env: Env, who: AccountId, reason: HoldReason, amount: bigint): bigint {
  const burned = lesser(amount, heldBy(env, who, reason));
  if (burned === 0n) return 0n;
  takeHeld(env, who, reason, burned);
  const info = accountOf(env, who);
  put(env, who, info, { ...info.data, reserved: info.data.reserved - burned });
  burn(env, burned);
  env.of(balances).emit.Slashed({ who, amount: burned });
  return burned;
}

/** How much is on hold for a reason. */
function heldBy(env: Env, who: AccountId, reason: HoldReason): bigint {
  const holds = env.of(balances).state.holds.get(who);
  return holds.find(({ id }) => isSame(id, reason))?.amount ?? 0n;
}

/** Takes an amount off the list of what is on hold. */
function takeHeld(env: Env, who: AccountId, reason: HoldReason, amount: bigint): void {
  const { holds } = env.of(balances).state;
  const before = holds.get(who);
  const held = before.find(({ id }) => isSame(id, reason))?.amount ?? 0n;
  const others = before.filter(({ id }) => !isSame(id, reason));
  const rest = amount < held ? [...others, { id: reason, amount: held - amount }] : others;
  if (rest.length === 0) holds.remove(who);
  else holds.put(who, rest);
}

/**
 * Sets what must stay in an account for `id` (0 removes it). Locks overlap: the largest counts.
 *
 * @throws `frame.NoProviders`, `frame.TooManyConsumers`
 */
export function setLock(env: Env, who: AccountId, id: `0x${string}`, amount: bigint): void {
  const { state, emit } = env.of(balances);
  const others = state.locks.get(who).filter((lock) => lock.id !== id);
  const locks = amount === 0n ? others : [...others, { id, amount, reasons: { type: "All" as const } }];
  if (locks.length === 0) state.locks.remove(who);
  else state.locks.put(who, locks);

  const info = accountOf(env, who);
  let frozen = 0n;
  for (const lock of locks) if (lock.amount > frozen) frozen = lock.amount;
  put(env, who, info, { ...info.data, frozen });
  const before = info.data.frozen;
  if (frozen > before) emit.Locked({ who, amount: frozen - before });
  if (frozen < before) emit.Unlocked({ who, amount: before - frozen });
}
