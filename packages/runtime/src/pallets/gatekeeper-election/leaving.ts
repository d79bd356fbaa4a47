import type { Env } from "@pha/frame";
import { dayTicks, lastNumber } from "../../numbers.ts";
import { tickOf } from "../timestamp/clock.ts";
import { dueFrom, isFree } from "./seats.ts";
import type { Leaving } from "./types.ts";

/** From when what an account takes away today is free: at the end of a day, so that what it takes away on one is one part. */
export const dueToday = (env: Env): number => Math.min(Math.ceil(dueFrom(env) / dayTicks) * dayTicks, lastNumber);

/** What is free of all that leaves, and the rest. */
export function splitFree(env: Env, all: readonly Leaving[]) {
  const free = all.filter((each) => isFree(env, each));
  return {
    amount: free.reduce((sum, each) => sum + each.amount, 0n),
    rest: all.filter((each) => !free.includes(each)),
  };
}

/** Adds what leaves today to what is not free: it becomes one with what left today already, so that parts stay few. */
export function addLeaving(env: Env, all: readonly Leaving[], part: Leaving): Leaving[] {
  const now = tickOf(env);
  const merged: Leaving[] = [];
  for (const each of [...all, part]) {
    const same = merged.find((other) => isSame(other, each, now));
    if (same) merged[merged.indexOf(same)] = join(same, each);
    else merged.push(each);
  }
  return merged;
}

/** Parts of one day; and parts whose time is over, which all wait for the same generation. */
const isSame = (a: Leaving, b: Leaving, now: number): boolean => a.due === b.due || (a.due <= now && b.due <= now);

const join = (a: Leaving, b: Leaving): Leaving => ({
  amount: a.amount + b.amount,
  due: Math.max(a.due, b.due),
  generation: a.generation === undefined ? b.generation : Math.max(a.generation, b.generation ?? 0),
});
