import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "@pha/codec";
import { attestation, gatekeeperElection, PHA } from "@pha/runtime/spec";
import { accountOf } from "@pha/runtime/testing";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/gatekeepers.md"), "utf8");
const identity: Hex = `0x${"5a".repeat(32)}`;
const daysMs = (count: number) => count * 7_200 * 1_000;

let chain: TestChain;
beforeEach(() => {
  chain = new TestChain();
  chain.append([], (of) => {
    of(attestation).workers.put(identity, {
      ...{ role: { type: "Gatekeeper" }, operator: accountOf("Alice"), quoteHash: identity, bareSequence: 0n },
      ...{ session: { signKey: identity, hpkeKey: identity }, sessionNumber: 1n, registeredAt: 1 },
      ...{ measurement: `0x${"aa".repeat(48)}`, confidence: 128, attestedAtMs: 0n, bareDebt: 0, bareAt: 0 },
      platform: undefined,
    });
  });
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => chain.fetch(url, init));
  vi.useFakeTimers({ toFake: ["Date"], now: chain.nowMs });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const run = (line: string) => runLine(line, { env: { PHA_CHAIN_URL: chain.url } });

async function done(line: string) {
  const { code, err, json } = await run(`${line} --json`);
  expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  return json();
}

const refused = async (line: string) => JSON.parse((await run(`${line} --json`)).err).error.code;

function passDays(count: number): void {
  chain.nowMs += daysMs(count);
  vi.setSystemTime(chain.nowMs + 1_000);
  chain.append();
}

it("docs/gatekeepers.md: its commands work; 29 days later all is back", async () => {
  const [, block = ""] = /^```sh\n([\s\S]*?)^```/m.exec(page) ?? [];
  const lines = block.trim().split("\n");
  expect(lines).toHaveLength(8);
  for (const line of lines) await done(line.replace("./pha ", "").replace("$GATEKEEPER", identity));
  expect(await refused(`gatekeeper reclaim ${identity} --from //Alice`)).toBe("GatekeeperElection.NotFree");
  expect(await refused("gatekeeper collect --from //Bob")).toBe("GatekeeperElection.NotFree");
  passDays(29);
  expect(await done(`gatekeeper reclaim ${identity} --from //Alice`)).toMatchObject({ amount: String(20_000n * PHA) });
  expect(await done("gatekeeper collect --from //Bob")).toMatchObject({ amount: String(500n * PHA) });
});

it("tells who stands, who has a seat, and whom an account backs", async () => {
  expect((await run("gatekeeper candidates")).out).toBe(
    "Nobody is elected here: root appoints gatekeepers.\nNobody stands.",
  );
  expect((await run("gatekeeper show //Bob")).out).toMatch(/backs nobody/);
  await done(`gatekeeper stand ${identity} 10000 --from //Alice`);
  await done(`gatekeeper nominate ${identity} 50 --from //Bob`);
  chain.append([], (of) => {
    const { figures } = of(gatekeeperElection);
    figures.put({ ...figures.get(), seats: 3 });
  });
  const { out } = await run("gatekeeper candidates");
  expect(out).toMatch(/^3 are elected; the next election, number 1, is from \d{4}-\d\d-\d\dT\S+ on\./);
  expect(out).toMatch(/1 +0x5a\S+ +10,050 PHA +10,000 PHA +5Grwva/);
  expect((await run("gatekeeper show //Bob")).out).toMatch(/backs 0x5a\S+ with 50 PHA/);
  await done("gatekeeper unnominate 10 --from //Bob");
  expect((await run("gatekeeper show //Bob")).out).toMatch(
    /with 40 PHA.*\n.*\n10 PHA +from \S+ on[\s\S]*Free by now: 0 PHA/,
  );
  expect(await refused(`gatekeeper enter ${identity} --from //Bob`)).toBe("GatekeeperElection.StandsAlready");
});
