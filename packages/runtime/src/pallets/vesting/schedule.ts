import { lastNumber } from "../../numbers.ts";
import { type VestingInfo, vesting } from "./spec.ts";

/** What of a schedule is not free yet at a block. */
export function lockedAt({ locked, per_block, starting_block }: VestingInfo, now: number): bigint {
  const blocks = BigInt(Math.max(now - starting_block, 0));
  const free = blocks * perBlock(per_block);
  return free < locked ? locked - free : 0n;
}

/** At least something comes free with each block. */
const perBlock = (per_block: bigint): bigint => (per_block > 0n ? per_block : 1n);

/** The block at which all of a schedule is free. */
export function endOf({ locked, per_block, starting_block }: VestingInfo): bigint {
  const each = perBlock(per_block);
  return BigInt(starting_block) + (each >= locked ? 1n : (locked + each - 1n) / each);
}

/** @throws `Vesting.InvalidScheduleParams` */
export function expectValid(schedule: VestingInfo): void {
  const { locked, per_block } = schedule;
  if (locked === 0n || per_block === 0n || endOf(schedule) > lastNumber) throw vesting.errors.InvalidScheduleParams();
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** One schedule in the place of two, of what both have not freed yet; nothing where both are over. */
export function merged(now: number, one: VestingInfo, other: VestingInfo): VestingInfo | undefined {
  const [end, otherEnd] = [endOf(one), endOf(other)];
  const present = BigInt(now);
  if (end <= present && otherEnd <= present) return undefined;
  if (end <= present) return other;
  if (otherEnd <= present) return one;

  const locked = lockedAt(one, now) + lockedAt(other, now);
  const starting_block = Math.max(now, one.starting_block, other.starting_block);
  const blocks = Math.max(Number(later(end, otherEnd)) - starting_block, 1);
  const each = locked / BigInt(blocks);
  return { locked, per_block: each > 0n ? each : 1n, starting_block };
}
