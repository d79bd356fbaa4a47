const blocks = { least: 5, most: 10_000_000 } as const;
const workers = { least: 1, most: 16 } as const;

/** How often a task may run, and on how many workers each time. */
export const taskScheduleForm = `every ${blocks.least} to ${blocks.most} blocks, on ${workers.least} to ${workers.most} workers`;

/** Whether a task may be scheduled so: compiler, engine and ledger ask this. */
export const isTaskSchedule = (given: { readonly every: unknown; readonly workers: unknown }): boolean =>
  isWithin(given.every, blocks) && isWithin(given.workers, workers);

const isWithin = (given: unknown, { least, most }: { readonly least: number; readonly most: number }): boolean =>
  Number.isInteger(given) && (given as number) >= least && (given as number) <= most;
