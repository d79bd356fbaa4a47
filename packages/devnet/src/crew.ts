import { inParallel } from "./in-parallel.ts";
import { type Program, type Supervised, type Supervision, supervise } from "./supervise.ts";

/** The processes of a network. Disposing it stops them, the last group first. */
export interface Crew extends AsyncDisposable {
  /** Processes that have served, by name. */
  readonly processes: Readonly<Record<string, Supervised>>;
  /** Starts a group of programs side by side and waits until they serve. Groups rank in the order of these calls. */
  start(programs: readonly Program[], signal: AbortSignal): Promise<void>;
}

/** Makes a crew of nobody. */
export function makeCrew(supervision: Omit<Supervision, "signal">): Crew {
  const groups: Supervised[][] = [];
  const processes: Record<string, Supervised> = {};
  return {
    processes,
    async start(programs, outer) {
      const group: Supervised[] = [];
      groups.push(group);
      const tasks = programs.map((program) => async (signal: AbortSignal) => {
        const started = await supervise(program, { ...supervision, signal });
        group.push(started);
        processes[program.name] = started;
      });
      await inParallel(tasks, outer);
    },
    async [Symbol.asyncDispose]() {
      for (const group of groups.toReversed()) await Promise.all(group.map((one) => one.stop()));
    },
  };
}
