import { existsSync, readdirSync } from "node:fs";

/** How many miners of the network in this folder have run at the same time: each locked a slot of its own. */
export const earlierMiners = (folder: string): number =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /^slot-\d+$/.test(name)).length : 0;

/** What is to be known where fewer run than have to, so that members of a cluster agree; nothing where enough do. */
export function tooFewMiners(run: number, earlier: number): string | undefined {
  if (earlier === 0 || 2 * run > earlier) return undefined;
  return `of the ${earlier} miners that the network had ${run} ${run === 1 ? "runs" : "run"}: contracts get no keys and commands no receipts; --miners ${earlier} brings all back`;
}
