import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const main = join(import.meta.dirname, "..", "main.ts");

it("measures a small load on anvil and on a ledger of ours, and writes the figures down", {
  timeout: 240_000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), "bench-test-"));
  try {
    const json = join(dir, "figures.json");
    const small = ["--transfers", "90", "--validators", "1", "--accounts", ""];
    const { stdout } = await run(process.execPath, [main, "ledger", ...small, "--json", json]);
    expect(stdout).toContain("sustained, finalized transfers per second");
    const { anvil, ours } = JSON.parse(await readFile(json, "utf8"));
    expect(anvil.oneByOne).toMatchObject({ transfers: 90, perSecond: expect.any(Number) });
    expect(ours).toMatchObject([{ ed25519: { batches: { transfers: 90 } }, sr25519: { oneByOne: { transfers: 30 } } }]);
    expect(ours[0].ed25519.halfLoad.finalityMs.p99).toBeGreaterThan(0);
    expect(ours[0].ed25519.oneByOne.cpu.chain).toBeGreaterThanOrEqual(0);
  } finally {
    await rm(dir, { recursive: true });
  }
});
