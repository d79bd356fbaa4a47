import { type Percentiles, percentiles } from "../load/percentiles.ts";

/** Times of what was asked again and again, so many at a time. */
export interface Asked {
  readonly times: Percentiles;
  readonly count: number;
  readonly perSecond: number;
}

/** Asks for so long, so many at a time, each after the one before it. */
export async function askFor(ask: () => Promise<unknown>, clients: number, seconds: number): Promise<Asked> {
  const began = performance.now();
  const until = began + seconds * 1_000;
  const took: number[] = [];
  const client = async () => {
    while (performance.now() < until) {
      const beganMs = performance.now();
      await ask();
      took.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return {
    times: percentiles(took),
    count: took.length,
    perSecond: (took.length * 1_000) / (performance.now() - began),
  };
}
