import fc from "fast-check";
import { actions } from "./actions.ts";
import { Target } from "./target.ts";

export interface CampaignReport {
  readonly runs: number;
  readonly actions: number;
  /** Memory of the chain's process in MB, sampled over the run. */
  readonly memoryMb: readonly number[];
}

/**
 * Does random things to a chain for some time: extrinsics that are well formed, damaged or noise, JSON-RPC with any
 * parameters and messages, REST with any path, query and body.
 *
 * @throws What fast-check found, with the seed and the smallest list of actions that shows it.
 */
export async function runCampaign(
  url: string,
  {
    seed,
    forMs,
    sampleMb,
  }: { readonly seed: number; readonly forMs: number; readonly sampleMb: () => Promise<number> },
): Promise<CampaignReport> {
  const target = new Target(url);
  const surface = await target.survey();
  const memoryMb: number[] = [await sampleMb()];
  const endMs = performance.now() + forMs;
  const everyMs = forMs / SAMPLES;
  let nextMs = performance.now() + everyMs;
  let runs = 0;
  let done = 0;
  const property = fc.asyncProperty(fc.array(actions(surface), { minLength: 1, maxLength: 12 }), async (list) => {
    await target.attempt(list);
    runs++;
    done += list.length;
    if (performance.now() < nextMs) return;
    nextMs += everyMs;
    memoryMb.push(await sampleMb());
  });
  await fc.assert(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: Math.max(0, endMs - performance.now()),
    markInterruptAsFailure: false,
  });
  return { runs, actions: done, memoryMb };
}

const SAMPLES = 12;
