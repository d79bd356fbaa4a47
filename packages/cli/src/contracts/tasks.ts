import { isRun, nextDue, type Task } from "@pha/runtime/spec";
import { short, table } from "../output.ts";

const words = {
  Said: "sent a command",
  Quiet: "had nothing to say",
  Failed: "failed",
  Unpaid: "was not paid for",
} as const;

/** What a contract schedules, as programs read it. */
export const taskFacts = (tasks: readonly Task[]) => tasks.map((task) => ({ ...task, nextDue: nextDue(task) }));

/** A table of what a contract schedules, as of a block. */
export const taskRows = (tasks: readonly Task[], block: number): string[] =>
  tasks.length === 0
    ? []
    : [
        "",
        ...table([
          ["task", "every", "last run", "next"],
          ...tasks.map((task) => [task.name, everyOf(task), lastOf(task), nextOf(task, block)]),
        ]),
      ];

function everyOf({ every, workers }: Task): string {
  const on = workers === 1 ? "" : ` on ${workers} workers`;
  return `${every} blocks${on}`;
}

function lastOf(task: Task): string {
  const { due, runs, workers, fails } = task;
  if (due === 0) return "never";
  const enough = workers === 1 || isRun(task) ? "" : ` (of ${workers})`;
  const told = runs.map(({ identity, end }) => `${short(identity)} ${words[end.type]}`).join(", ");
  const failing = fails > 1 ? `; ${fails} times in a row` : "";
  return `block ${due}: ${told}${enough}${failing}`;
}

function nextOf(task: Task, block: number): string {
  const next = nextDue(task);
  if (next > block) return `block ${next}`;
  return `due since block ${next}`;
}
