import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keypairFromUri } from "@pha/crypto";
import { attestation, leases } from "@pha/runtime/spec";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/leasing.md"), "utf8");
const { accountId: bob } = keypairFromUri("//Bob", "sr25519");

let chain: TestChain;
let worker: TestWorker;
beforeEach(() => {
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  worker = new TestWorker(chain);
  chain.append([], (of) => {
    of(attestation).workers.put(worker.identity, worker.worker({ operator: bob }));
    of(leases).serving.put(worker.identity, 0);
  });
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => chain.fetch(url, init));
});
afterEach(() => vi.unstubAllGlobals());

const run = (line: string) => runLine(line, { env: { PHA_CHAIN_URL: chain.url } });

async function done(line: string) {
  const { code, err, json } = await run(`${line} --json`);
  expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  return json();
}

const refused = async (line: string) => JSON.parse((await run(`${line} --json`)).err).error.code;

it("docs/leasing.md: its commands work", async () => {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text.trim().split("\n"));
  expect(blocks.map((lines) => lines.length)).toEqual([2, 4, 3]);
  for (const line of blocks.flat()) await done(line.replace("./pha ", "").replace("0x1bf7…", worker.identity));
  expect(await refused("lease show 0")).toBe("Leases.UnknownLease");
  expect((await run("lease list")).out).toBe("No worker is offered.");
});

it("tells what is offered, what a lease has served and what came back", async () => {
  await done(`lease offer ${worker.identity} 0.5 --places 2 --memory 64 --region Oslo --from //Bob`);
  expect((await run("lease list")).out).toMatch(/0\.5 PHA +not measured +128 +64 MiB +Oslo +0 of 2 +serves/);
  expect(await refused(`lease take 0 10 ${worker.identity} --from //Charlie`)).toBe("Clusters.NotOwner");
  const { offers, next } = await done("lease list --limit 1");
  expect([offers.length, next]).toEqual([1, undefined]);
  expect((await done("lease list --before 0")).offers).toEqual([]);
  const { cluster } = await done("lease cluster --from //Charlie");
  const take = `lease take ${cluster} 100 ${worker.identity} --from //Charlie`;
  expect(await refused(`${take} --price 0.4`)).toBe("Leases.PriceTooHigh");
  const { leases: taken } = await done(take);
  expect(taken).toMatchObject([{ lease: 0, worker: worker.identity, escrow: "50010000000000" }]);
  chain.nowMs += 10_000;
  chain.append();
  const { out } = await run("lease show 0");
  expect(out).toMatch(/its next answer brings \d+(\.5)? PHA/);
  const { served, paid, returned } = await done("lease end 0 --from //Charlie");
  expect(BigInt(paid)).toBe(BigInt(served) * 500_000_000_000n);
  expect(BigInt(paid) + BigInt(returned)).toBe(50_010_000_000_000n);
  expect(served).toBeGreaterThanOrEqual(10);
});
