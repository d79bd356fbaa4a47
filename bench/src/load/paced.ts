import { setTimeout as delay } from "node:timers/promises";
import { type Percentiles, percentiles } from "./percentiles.ts";
import { openWatcher, type Steps } from "./watch.ts";

/** How long transfers take at a steady pace, in milliseconds. */
export interface Paced {
  readonly perSecond: number;
  readonly transfers: number;
  /** From handing in to the news of its block. */
  readonly inclusionMs: Percentiles;
  /** From that news to the news that the block is final. */
  readonly finalityMs: Percentiles;
}

const CONNECTIONS = 8;
const TICK_MS = 10;

/** Hands transfers in at a steady pace, whether or not earlier ones are done, and watches each. */
export async function pace(url: string, transfers: readonly string[], perSecond: number): Promise<Paced> {
  using opened = new DisposableStack();
  const watchers = await Promise.all(Array.from({ length: CONNECTIONS }, () => openWatcher(url)));
  for (const watcher of watchers) opened.use(watcher);
  const began = performance.now();
  const under: Promise<Steps>[] = [];
  while (under.length < transfers.length) {
    const due = Math.min(transfers.length, Math.floor(((performance.now() - began) / 1000) * perSecond));
    while (under.length < due) {
      const watcher = watchers[under.length % CONNECTIONS];
      const one = watcher?.submit(transfers[under.length] as string);
      if (one) under.push(one);
    }
    await delay(TICK_MS);
  }
  const steps = await Promise.all(under);
  return {
    perSecond,
    transfers: steps.length,
    inclusionMs: percentiles(steps.map(({ sentMs, inBlockMs }) => inBlockMs - sentMs)),
    finalityMs: percentiles(steps.map(({ inBlockMs, finalMs }) => finalMs - inBlockMs)),
  };
}
