import { setImmediate as turn } from "node:timers/promises";
import { type Few, FewAtOnce } from "@pha/service-kit/few-at-once";

/** Has things executed, few at a time, until those who want them have `left`; what else waits comes between two of them. */
export function makeExecuting(few: Few): <T>(work: () => Promise<T>, left?: AbortSignal) => Promise<T> {
  const executing = new FewAtOnce(few);
  return (work, left) => executing.run(() => turn().then(work), left);
}
