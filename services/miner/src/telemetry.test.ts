import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect, it } from "vitest";
import { makeTelemetry } from "./telemetry.ts";

it("counts what the enclave has counted since it started, each once", async () => {
  const registry = createMetrics("miner");
  const telemetry = makeTelemetry(silentLog, registry);
  const work = { executed: 7n, resumed: 1, received: 0, kept: 2, given: 0 };
  const tasks = { ran: 2, failed: 1, skipped: 0 };
  telemetry.worked({ work, tasks, lacking: 4 });
  telemetry.worked({ work, tasks, lacking: 4 });
  telemetry.worked({
    work: { ...work, executed: 9n, received: 3, given: 1 },
    tasks: { ran: 5, failed: 1, skipped: 3 },
    lacking: 1,
  });
  const text = await registry.metrics();
  for (const [name, value] of [
    ["miner_messages_executed_total", 9],
    ["miner_contracts_resumed_total", 1],
    ["miner_contracts_received_total", 3],
    ["miner_checkpoints_total", 2],
    ["miner_checkpoints_given_total", 1],
    ["miner_task_runs_total", 5],
    ["miner_task_failures_total", 1],
    ["miner_tasks_skipped_total", 3],
    ["miner_contracts_lacking_keys", 1],
  ])
    expect(text).toMatch(new RegExp(`^${name}\\S* ${value}$`, "m"));
});
