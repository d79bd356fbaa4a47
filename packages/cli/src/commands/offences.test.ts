import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, type Hex } from "@pha/codec";
import { attestation, computation, PHA, type Pool, type Session, stakePools } from "@pha/runtime/spec";
import { connect, errors } from "@pha/sdk";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

let chain: TestChain;
let worker: TestWorker;
beforeEach(() => {
  chain = new TestChain();
  worker = new TestWorker(chain);
  worker.register();
  vi.stubGlobal("fetch", worker.fetch);
  vi.useFakeTimers({ toFake: ["Date"], now: chain.nowMs });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const run = (line: string, cwd?: string) =>
  runLine(line, { env: { PHA_CHAIN_URL: chain.url, PHA_GATEKEEPER_URLS: worker.url }, ...(cwd && { cwd }) });

async function done(line: string, cwd?: string) {
  const { code, err, json } = await run(`${line} --json`, cwd);
  expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  return json();
}

const refused = async (line: string) => JSON.parse((await run(`${line} --json`)).err).error.code;

/** The worker computes for a pool of Bob's, with 4,000 PHA. */
async function compute(): Promise<void> {
  await done("pool create --from //Bob");
  await done("stake contribute 0 5000 --from //Bob");
  await done("pool pledge 0 5000 --from //Bob");
  chain.append([], (of) => {
    const { session } = worker.worker();
    of(attestation).sessions.put(session.signKey, worker.identity);
    const pool = of(stakePools).pools.get(0) as Pool;
    of(stakePools).pools.put(0, { ...pool, free: pool.free - 4_000n * PHA });
    const paidTo = { workers: 0n, treasury: 0n };
    const computing: Session = {
      ...{ number: 0, pool: 0, standing: { type: "Idle" }, position: 0, stake: 4_000n * PHA, initialV: 0n, v: 0n },
      ...{ deductible: 0n, advancedTo: 0, pBench: 1, p: 0n, spare: { p: 0n, tick: 0 }, confidence: 128, share: 0n },
      ...{ platform: undefined, paidTo, iterations: 0n, heardMs: 0n, due: undefined, earned: 0n, startedAt: 0 },
      ...{ startedIn: 1, slashedDays: 0 },
    };
    of(computation).sessions.put(worker.identity, computing);
  });
}

/** What the client says whose worker has told it two states of one height. */
async function evidence(): Promise<Hex> {
  const options = { chain: chain.url, gatekeepers: [worker.url], fetch: worker.fetch, now: () => chain.nowMs };
  const contract = (await connect(options)).contract(worker.contract);
  await contract.query("hello");
  worker.lie = { stateTag: `0x${"99".repeat(32)}` };
  const told = await contract.query("hello").catch((error) => error);
  expect(errors.Equivocation.is(told)).toBe(true);
  return told.data.evidence;
}

it("a contradiction that the SDK noticed is reported with what its error has, and told with what came of it", async () => {
  expect((await run("offence list")).out).toBe("Nothing was proven against anybody.");
  await compute();
  const hex = await evidence();
  const folder = mkdtempSync(join(tmpdir(), "pha-evidence-"));
  writeFileSync(join(folder, "evidence.txt"), `${hex}\n`);
  const reported = await done("offence report evidence.txt --from //Charlie", folder);
  expect(reported).toMatchObject({ offence: 0, amount: String(400n * PHA) });
  expect((await run("offence list")).out).toMatch(
    /0 +Contradiction +0x[0-9a-f]{64} +pool 0 +400 PHA +may be cancelled/,
  );
  const { out } = await run("offence show 0");
  expect(out).toContain("400 PHA of pool 0, of which its owner's pledge bore 400 PHA");
  const shown = await done("offence show 0");
  expect(shown).toMatchObject({ kind: "Contradiction", verdict: "Undecided", deed: { worker: worker.identity } });
  expect((await run("pool show 0")).out).toContain("an offence of one undecided");
  expect(await refused(`offence report ${hex} --from //Bob`)).toBe("Offences.AlreadyReported");
  expect(fromHex(hex).length).toBeLessThan(1_024);
});

it("what is no evidence is refused before anything is signed", async () => {
  for (const text of ["0x00", "0x0500", "no-such-file", "0xzz"])
    expect(await refused(`offence report ${text} --from //Bob`)).toBe("cli.BadEvidence");
  expect(await refused("offence show 7")).toBe("Offences.UnknownOffence");
});
