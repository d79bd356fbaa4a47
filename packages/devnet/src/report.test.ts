import { afterEach, expect, it, vi } from "vitest";
import { describe as describeIncident, printing } from "./report.ts";

afterEach(() => vi.useRealTimers());

it("tells of those that wait for the same in one line", () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const report = printing((line) => lines.push(line));
  report.waiting("relay-0", "does not answer yet");
  report.waiting("relay-1", "does not answer yet");
  report.waiting("miner-0", "nats: gone");
  vi.runAllTimers();
  expect(lines).toEqual([
    "  … waiting for relay-0, relay-1 (does not answer yet)",
    "  … waiting for miner-0 (nats: gone)",
  ]);
});

it("says in one line that a process ended, and when it is back", () => {
  expect(describeIncident({ type: "ended", name: "chain", how: "SIGKILL", againInMs: 250 })).toBe(
    "  chain ended by itself (SIGKILL); starting it again in 0.3 s",
  );
  expect(describeIncident({ type: "back", name: "chain", ms: 1_240 })).toBe("  chain is back after 1.2 s");
});

it("shows the log of a process that nobody starts any more", () => {
  const logFile = "/data/logs/chain.log";
  const text = describeIncident({ type: "gave-up", name: "chain", how: "exit code 1", logFile, lastLines: "one\ntwo" });
  expect(text).toMatch(/chain ends over and over[\s\S]*one\n {4}two[\s\S]*\/data\/logs\/chain\.log/);
});
