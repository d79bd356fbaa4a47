import type { AccountId } from "@pha/codec";
import { type Env, implement } from "@pha/frame";
import { setLock } from "../balances/holds.ts";
import { expectNoPallet, transfer } from "../balances/ledger.ts";
import { lookup } from "../system/lookup.ts";
import { expectValid, lockedAt, merged } from "./schedule.ts";
import { maxSchedules, minTransfer, type VestingInfo, vesting, vestingLock } from "./spec.ts";

const { errors } = vesting;

export const vestingCalls = implement(vesting, {
  vest(env) {
    write(env, env.caller, schedulesOf(env, env.caller));
  },

  vest_other(env, { target }) {
    const account = lookup(target);
    write(env, account, schedulesOf(env, account));
  },

  vested_transfer(env, { target, schedule }) {
    transferVested(env, env.caller, lookup(target), schedule);
  },

  force_vested_transfer(env, { source, target, schedule }) {
    transferVested(env, lookup(source), lookup(target), schedule);
  },

  merge_schedules(env, { schedule1_index: first, schedule2_index: second }) {
    const { caller, block } = env;
    if (first === second) return;
    const schedules = schedulesOf(env, caller);
    const [one, other] = [schedules[first], schedules[second]];
    if (!one || !other) throw errors.ScheduleIndexOutOfBounds();
    const rest = schedules.filter((_, index) => index !== first && index !== second);
    const together = merged(block.number, one, other);
    write(env, caller, together ? [...rest, together] : rest);
  },

  force_remove_vesting_schedule(env, { target, schedule_index: index }) {
    const account = lookup(target);
    const schedules = env.state.vesting.get(account) ?? [];
    if (index >= schedules.length) throw errors.InvalidScheduleParams();
    write(env, account, schedules.toSpliced(index, 1));
  },
});

/** @throws `Vesting.NotVesting` */
function schedulesOf(env: Env, account: AccountId): readonly VestingInfo[] {
  const schedules = env.of(vesting).state.vesting.get(account);
  if (!schedules) throw errors.NotVesting();
  return schedules;
}

/** Writes the schedules that are not over, and locks what they have not freed yet. */
function write(env: Env, account: AccountId, schedules: readonly VestingInfo[]): void {
  const { state, emit } = env.of(vesting);
  const { number } = env.block;
  const left = schedules.filter((schedule) => lockedAt(schedule, number) > 0n);
  const unvested = left.reduce((sum, schedule) => sum + lockedAt(schedule, number), 0n);
  if (left.length === 0) state.vesting.remove(account);
  else state.vesting.put(account, left);
  setLock(env, account, vestingLock, unvested);
  if (unvested === 0n) emit.VestingCompleted({ account });
  else emit.VestingUpdated({ account, unvested });
}

function transferVested(env: Env, from: AccountId, to: AccountId, schedule: VestingInfo): void {
  if (schedule.locked < minTransfer) throw errors.AmountLow({ least: minTransfer });
  expectValid(schedule);
  expectNoPallet(to);
  const before = env.of(vesting).state.vesting.get(to) ?? [];
  if (before.length >= maxSchedules) throw errors.AtMaxVestingSchedules({ max: maxSchedules });
  transfer(env, from, to, schedule.locked, false);
  write(env, to, [...before, schedule]);
}
