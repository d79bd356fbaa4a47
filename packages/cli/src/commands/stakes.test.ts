import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PHA, type Pool, stakePools } from "@pha/runtime/spec";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/staking.md"), "utf8");
const dayMs = 7_200 * 1_000;

let chain: TestChain;
beforeEach(() => {
  chain = new TestChain();
  chain.append();
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => chain.fetch(url, init));
  vi.useFakeTimers({ toFake: ["Date"], now: chain.nowMs });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const run = (line: string | readonly string[]) => runLine(line, { env: { PHA_CHAIN_URL: chain.url } });

async function done(line: string | readonly string[]) {
  const { code, err, json } = await run(typeof line === "string" ? `${line} --json` : [...line, "--json"]);
  expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  return json();
}

const refused = async (line: string) => JSON.parse((await run(`${line} --json`)).err).error.code;

function passDays(count: number): void {
  chain.nowMs += count * dayMs;
  vi.setSystemTime(chain.nowMs + 1_000);
  chain.append();
}

/** Words of a line in a shell, without what quotes it. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");

it("docs/staking.md: its commands work, with eight days before the last of them", async () => {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text.trim().split("\n"));
  expect(blocks.map((lines) => lines.length)).toEqual([10, 6, 4]);
  for (const [i, lines] of blocks.entries()) {
    if (i === 2) passDays(8);
    for (const line of lines) await done(wordsOf(line).slice(1));
  }
  const [left] = (await done("stake show //Charlie")).stakes;
  expect(left).toMatchObject({ worth: "75000000000000", withdrawn: "25000000000000", gained: "0", lost: "0" });
  expect((await done("stake show //Eve")).stakes).toEqual([]);
});

it("tells what an account has, what of it is asked back, and when that is paid", async () => {
  await done("pool create --from //Bob");
  expect((await run("stake show //Charlie")).out).toMatch(/has nothing in pools or vaults/);
  await done("stake contribute 0 100 --from //Charlie");
  const asked = await done("stake withdraw 0 40 --from //Charlie");
  const { out } = await run("stake show //Charlie");
  expect(out).toMatch(/pool 0 +60 PHA +0 PHA +40 PHA +0 PHA +\d{4}-\d\d-\d\dT/);
  expect(await refused("stake claim 0 --from //Charlie")).toBe("StakePools.NothingToClaim");
  passDays(8);
  expect(Number(asked.dueMs)).toBeLessThanOrEqual(chain.nowMs);
  expect(await done("stake claim 0 --from //Charlie")).toMatchObject({ amount: "40000000000000" });
});

it("tells of pools and vaults, also of those that are not there", async () => {
  expect((await run("pool list")).out).toBe("There is no pool.");
  expect(await refused("pool show 3")).toBe("StakePools.UnknownPool");
  expect(await refused("vault show 3")).toBe("Vaults.UnknownVault");
  await done("pool create --commission 7 --from //Bob");
  await done(["pool", "describe", "0", "Two machines", "--from", "//Bob"]);
  expect((await run("pool list")).out).toMatch(/0 +0 PHA +1\.000000 +0 PHA +7 % +0/);
  expect((await run("pool show 0")).out).toMatch(/pool 0 +Two machines/);
  expect(await refused("pool claim-commission 0 --from //Bob")).toBe("StakePools.NothingToClaim");
  expect(await refused("pool pledge 0 5 --from //Bob")).toBe("StakePools.TooFewShares");
  const worker = `0x${"11".repeat(32)}`;
  expect(await refused(`pool offer 0 ${worker} --from //Bob`)).toBe("StakePools.NotOperator");
  expect(await refused(`pool add 0 ${worker} --from //Bob`)).toBe("StakePools.NotOffered");
  expect(await refused(`pool remove ${worker} --from //Bob`)).toBe("StakePools.UnknownWorker");
  await done("vault create --from //Bob");
  expect(await refused("vault force 0 0 --from //Bob")).toBe("Vaults.NotOverdue");
  expect(await refused("vault take-fee 0 --from //Bob")).toBe("Vaults.NoFee");
});

it("lists pools by pages, newest first", async () => {
  expect(await done("pool list")).toEqual({ pools: [] });
  for (let i = 0; i < 3; i++) await done("pool create --from //Bob");
  const page = await done("pool list --limit 2");
  expect(page).toMatchObject({ pools: [{ pool: 2 }, { pool: 1 }], next: 1 });
  expect((await run("pool list --limit 2")).out).toMatch(/Older: .*pool list --limit 2 --before 1$/);
  expect(await done("pool list --limit 2 --before 1")).toMatchObject({ pools: [{ pool: 0 }] });
});

it("asks nothing back and pledges nothing by an amount where all is lost, but all shares still", async () => {
  await done("pool create --from //Bob");
  await done("stake contribute 0 100 --from //Charlie");
  await done("stake contribute 0 10 --from //Bob");
  await done("vault create --from //Dave");
  await done("stake contribute 0 20 --vault --from //Eve");
  await done("vault invest 0 0 20 --from //Dave");
  chain.append([], (of) => {
    const pool = of(stakePools).pools.get(0) as Pool;
    of(stakePools).pools.put(0, { ...pool, value: 0n, free: 0n });
  });
  expect(await refused("stake withdraw 0 5 --from //Charlie")).toBe("cli.Worthless");
  expect(await refused("pool pledge 0 5 --from //Bob")).toBe("cli.Worthless");
  expect(await refused("vault divest 0 0 5 --from //Dave")).toBe("cli.Worthless");
  expect(await refused("stake withdraw 0 5 --vault --from //Eve")).toBe("cli.Worthless");
  expect(await refused("stake withdraw 7 5 --from //Charlie")).toBe("StakePools.UnknownPool");
  expect(await refused("stake withdraw 7 5 --vault --from //Charlie")).toBe("Vaults.UnknownVault");
  expect((await done("stake withdraw 0 all --from //Charlie")).shares).toBe(String(100n * PHA));
});

it("asks as many shares of a vault back as are worth an amount once its owner has what it earned by now", async () => {
  await done("pool create --from //Bob");
  await done("vault create --commission 20 --from //Dave");
  await done("stake contribute 0 100 --vault --from //Eve");
  await done("vault invest 0 0 100 --from //Dave");
  chain.append([], (of) => {
    const pool = of(stakePools).pools.get(0) as Pool;
    of(stakePools).pools.put(0, { ...pool, value: 200n * PHA });
  });
  expect((await done("stake show //Eve")).stakes).toMatchObject([
    { worth: String(180n * PHA), gained: String(80n * PHA) },
  ]);
  expect(BigInt((await done("stake withdraw 0 90 --vault --from //Eve")).shares)).toBe(50n * PHA - 1n);
  expect((await done("stake show //Eve")).stakes).toMatchObject([{ asked: { worth: String(90n * PHA - 2n) } }]);
});
