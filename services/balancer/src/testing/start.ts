import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import type { Looking } from "../backends/backends.ts";
import type { Config } from "../config.ts";
import { startBalancer } from "../service.ts";

/** Looks often, so that tests need not wait. */
export const quickPace = { lookUpMs: 50, pauseMs: 30, answerMs: 3_000 };

export interface TestBalancer extends AsyncDisposable {
  readonly url: string;
}

/** A balancer on a free port of this machine. */
export async function startTestBalancer(
  backends: Config["backends"],
  change: Partial<Config> = {},
  looking: Looking = {},
): Promise<TestBalancer> {
  const config: Config = { port: 0, host: "127.0.0.1", backends, trustedProxies: [], ...change };
  const surroundings = { log: silentLog, metrics: createMetrics("balancer") };
  const balancer = await startBalancer(config, surroundings, { pace: quickPace, ...looking });
  return {
    url: `http://127.0.0.1:${balancer.port}`,
    [Symbol.asyncDispose]: () => balancer[Symbol.asyncDispose](),
  };
}
