import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect, it } from "vitest";
import { watchLease } from "./lease-watch.ts";

it("shows what is left of the lease, also between ticks, and who answered; says what a missing one waits for", async () => {
  const said: unknown[] = [];
  const log = Object.assign(Object.create(silentLog), { warn: (facts: object) => said.push(facts) });
  const metrics = createMetrics("miner");
  let nowMs = 0;
  const watch = watchLease("miner", { log, metrics }, () => nowMs);
  const value = async (name: string) => (await metrics.getSingleMetric(name)?.get())?.values[0]?.value;

  watch.see({ leftMs: 60_000, answered: 3, validators: 4 });
  nowMs += 20_000;
  expect(await value("miner_lease_seconds")).toBe(40);
  expect(await value("miner_lease_validators")).toBe(3);
  nowMs += 50_000;
  expect(await value("miner_lease_seconds")).toBe(0);

  const missing = { leftMs: 0, answered: 2, validators: 4 };
  for (let second = 0; second <= 11; second++) {
    watch.see(missing);
    nowMs += 1_000;
  }
  expect(said).toEqual([
    { seconds: 5, answered: 2, validators: 4 },
    { seconds: 10, answered: 2, validators: 4 },
  ]);
  watch.see({ leftMs: 1, answered: 3, validators: 4 });
  watch.see(missing);
  expect(said).toHaveLength(2);
});
