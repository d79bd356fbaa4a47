import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import type { Looking } from "../backends/backends.ts";
import type { Config } from "../config.ts";
import { startBalancer } from "../service.ts";
import { type StandIn, startStandIn } from "./backend.ts";

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

/** As many backends as asked for, called a, b, c, and a balancer before them. */
export async function startWithBackends(
  opened: AsyncDisposableStack,
  count: number,
): Promise<{ readonly backends: StandIn[]; readonly url: string }> {
  const names = ["a", "b", "c"].slice(0, count);
  const backends = await Promise.all(names.map(async (name) => opened.use(await startStandIn(name))));
  const { url } = opened.use(await startTestBalancer(backends));
  return { backends, url };
}
