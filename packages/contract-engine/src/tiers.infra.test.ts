import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const seed = 20_261_129;

/** What came of everything in a process with these flags. */
async function probe(...flags: string[]): Promise<unknown[]> {
  const args = [...flags, join(import.meta.dirname, "testing/probe.ts"), String(seed)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

it("comes to the same outcomes, gas and depths in every tier of V8, and with another stack", async () => {
  const usual = await probe();
  expect(JSON.stringify(usual)).not.toContain("contract-engine.EngineLost");
  for (const flags of [["--liftoff-only"], ["--no-liftoff"], ["--no-wasm-tier-up"], ["--stack-size=2000"]])
    expect([flags, await probe(...flags)]).toEqual([flags, usual]);
}, 600_000);
