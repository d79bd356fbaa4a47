import type { TaskRun } from "./context.ts";
import { fail } from "./fail.ts";
import type { Schema } from "./schema.ts";
import { coded, partKey, type StatePart } from "./state.ts";

/** What workers' runs of tasks have said, until enough said the same. */
export interface Agreeing<T> {
  /**
   * Counts what a run says: `ctx.task` of its command. Fails with `NotOfTask` without one, with `BadWrite` for what the
   * schema does not allow.
   *
   * @returns the value, once for each block at which the task was due: when as many different workers as it takes have
   *   said the same of it. Of each worker the first that it says of a block counts, and nothing of an older block than the
   *   newest.
   */
  hear(run: TaskRun | undefined, value: T): T | undefined;
}

interface Heard {
  readonly due: number;
  /** Workers, and what they said, as JSON. */
  readonly said: readonly (readonly [string, string])[];
  readonly done: boolean;
}

/**
 * Declares that a value of tasks is believed once so many workers have said it of the same block: as many would have to be
 * broken at once to make one up. A task is run by as many `workers` at least, and by more where some may fail.
 */
export const agreeing = <T>(workers: number, schema: Schema<T>): StatePart<Agreeing<T>> => ({
  open: (name, raw) => ({
    hear(run, value) {
      if (!run) return fail("NotOfTask", `${name}: only commands of tasks are heard.`);
      const key = `${partKey(name)}/${run.name}`;
      const kept = JSON.parse(raw.get(key) ?? "null") as Heard | null;
      if (kept && kept.due > run.due) return undefined;
      const { said, done }: Heard = kept?.due === run.due ? kept : { due: run.due, said: [], done: false };
      if (done || said.some(([worker]) => worker === run.worker)) return undefined;
      const json = JSON.stringify(coded("BadWrite", () => schema.write(value, name)) ?? null);
      const all = [...said, [run.worker, json] as const];
      const isAgreed = all.filter(([, same]) => same === json).length >= workers;
      raw.put(key, JSON.stringify({ due: run.due, said: all, done: isAgreed } satisfies Heard));
      return isAgreed ? value : undefined;
    },
  }),
});
