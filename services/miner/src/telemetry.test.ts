import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect, it } from "vitest";
import { makeTelemetry } from "./telemetry.ts";

it("counts tasks as the program has counted them since it started, each once", async () => {
  const registry = createMetrics("miner");
  const telemetry = makeTelemetry(silentLog, registry);
  telemetry.ranTasks({ ran: 2, failed: 1, skipped: 0 });
  telemetry.ranTasks({ ran: 2, failed: 1, skipped: 0 });
  telemetry.ranTasks({ ran: 5, failed: 1, skipped: 3 });
  const text = await registry.metrics();
  for (const [name, value] of [
    ["miner_task_runs_total", 5],
    ["miner_task_failures_total", 1],
    ["miner_tasks_skipped_total", 3],
  ])
    expect(text).toMatch(new RegExp(`^${name}\\S* ${value}$`, "m"));
});
