import { type Env, root } from "@pha/frame";
import { lastNumber } from "../../numbers.ts";
import type { Bounded } from "../preimage/bounded.ts";
import { schedule } from "../scheduler/agenda.ts";
import { scheduler } from "../scheduler/spec.ts";
import { taskOf } from "./task-name.ts";

/** How many blocks are looked at for one with room. */
const attempts = 10;

/** What is to be dispatched by authority of a referendum goes before what was only scheduled. */
const priority = 63;

/**
 * Schedules the call of a referendum that passed: at a block, or the next one after it that has room.
 *
 * @throws what `schedule` throws; `Scheduler.AgendaIsFull` where none of them has room
 */
export function enact(env: Env, index: number, when: number, proposal: Bounded): void {
  const task = { id: taskOf(index), priority, origin: root };
  const last = Math.min(when + attempts - 1, lastNumber);
  for (let at = when; ; at++) {
    try {
      schedule(env, at, proposal, task);
      return;
    } catch (error) {
      if (!scheduler.errors.AgendaIsFull.is(error) || at === last) throw error;
    }
  }
}
