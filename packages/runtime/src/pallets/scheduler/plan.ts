import type { Call, Env, Weight } from "@pha/frame";
import { addWeights, isWithin, noWeight } from "../../executive/weights.ts";
import { lengthOf, peek } from "../preimage/requests.ts";
import { schedulerBudget } from "./budget.ts";
import { type Scheduled, scheduler, type TaskAddress } from "./spec.ts";

/** Reading one block's tasks: most of it is their calls. */
const perAgenda: Weight = { ref_time: 200_000_000n, proof_size: 24_576n };
/** Beside its call: its name, its preimage's status, where it goes next. */
const perTask: Weight = { ref_time: 300_000_000n, proof_size: 8_192n };
const perByte: Weight = { ref_time: 2_000n, proof_size: 1n };

/** A task whose turn it is, and its call where that can run. */
export interface Due {
  readonly address: TaskAddress;
  readonly task: Scheduled;
  readonly fate:
    | { readonly type: "runs"; readonly call: Call }
    | { readonly type: "unavailable" }
    | { readonly type: "overweight" };
}

/** What is done in a block: older blocks' tasks first, then by priority, as far as there is room. */
export interface Plan {
  readonly due: readonly Due[];
  readonly weight: Weight;
  /** The first block whose tasks are not all in the plan. */
  readonly next: number;
}

/** The plan of the present block; nothing where no task waits. */
export function planOf(env: Env): Plan | undefined {
  const { state } = env.of(scheduler);
  const since = state.incompleteSince.get();
  const now = env.block.number;
  if (since === undefined || since > now) return undefined;

  const due: Due[] = [];
  let weight = noWeight;
  let next: number | undefined;
  const take = (more: Weight): boolean => {
    const sum = addWeights(weight, more);
    if (!isWithin(sum, schedulerBudget)) return false;
    weight = sum;
    return true;
  };
  for (let when = since; when <= now; when++) {
    if (!take(perAgenda)) return { due, weight, next: next ?? when };
    for (const { address, task } of inOrder(when, state.agenda.get(when))) {
      const fate = take(weightBeside(env, task)) ? fateOf(env, task, due.some(runs), take) : undefined;
      if (fate) due.push({ address, task, fate });
      else next ??= when;
    }
  }
  return { due, weight, next: next ?? now + 1 };
}

const runs = ({ fate }: Due): boolean => fate.type === "runs";

/** What becomes of a task; nothing where it waits for a block with more room. */
function fateOf(
  env: Env,
  { call }: Scheduled,
  hasOthers: boolean,
  take: (more: Weight) => boolean,
): Due["fate"] | undefined {
  const found = peek(env, call);
  if (!found) return { type: "unavailable" };
  if (take(env.weigh(found))) return { type: "runs", call: found };
  return hasOthers ? undefined : { type: "overweight" };
}

function weightBeside(env: Env, { call }: Scheduled): Weight {
  const bytes = BigInt(lengthOf(env, call));
  const ofBytes = { ref_time: bytes * perByte.ref_time, proof_size: bytes * perByte.proof_size };
  return addWeights(perTask, ofBytes);
}

/** Tasks of a block by priority; of the same, by place. */
function inOrder(when: number, agenda: readonly (Scheduled | undefined)[]) {
  return agenda
    .flatMap((task, index) => (task ? [{ address: [when, index] as TaskAddress, task }] : []))
    .sort((a, b) => a.task.priority - b.task.priority);
}
