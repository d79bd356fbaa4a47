import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { toHex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { encodeCall, PHA, system } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { codeBlocks } from "@pha/testkit/markdown";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GovernanceNetwork, startGovernanceNetwork } from "./governance-network.ts";

const run = promisify(execFile);
let network: GovernanceNetwork;

beforeAll(async () => {
  network = await startGovernanceNetwork();
});
afterAll(() => network?.[Symbol.asyncDispose]());

const remark = (byte: string) => toHex(encodeCall(makeCall(system, "remark", { remark: Uint8Array.of(Number(byte)) })));
const inline = (byte: string) => ({ type: "Inline", value: remark(byte) });
const aye = (balance: bigint, conviction = "Locked1x") => ({
  type: "Standard",
  value: { vote: { aye: true, conviction: { type: conviction } }, balance: String(balance) },
});

it("docs/referenda.md: its commands work", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/referenda.md"), "utf8");
  const blocks = codeBlocks(page, "sh").filter((commands) => commands.includes(":8200"));
  expect(blocks).toHaveLength(1);
  await network.ask("/v1/referenda"); // governance has seen a block
  for (const commands of blocks) {
    const here = commands.replaceAll("http://127.0.0.1:8200", network.url);
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here]);
    expect(stdout.split('"block":').length - 1).toBe(commands.trim().split("\n").length);
  }
});

describe("a public proposal", () => {
  it("is seen from its proposal to its enactment", async () => {
    const { act, ask, sealTo } = network;
    const proposedAt = await act("//Alice", "Democracy", "propose", {
      proposal: inline("1"),
      value: String(10n * PHA),
    });
    await act("//Bob", "Democracy", "second", { proposal: 0 });
    const waiting = (await ask("/v1/proposals/waiting")).body;
    expect(waiting.proposals).toEqual([
      expect.objectContaining({
        ...{ index: 0, deposit: String(10n * PHA), backing: String(20n * PHA) },
        call: { type: "System", value: { type: "remark", value: { remark: "0x01" } } },
      }),
    ]);
    expect(waiting.proposals[0].depositors).toHaveLength(2);

    await sealTo(waiting.nextLaunch);
    expect((await ask("/v1/proposals")).body.proposals).toEqual([
      {
        ...{
          index: 0,
          status: "tabled",
          deposit: String(10n * PHA),
          seconds: 1,
          proposedAt,
          extrinsic: expect.any(Number),
        },
        ...{ endedAt: waiting.nextLaunch, referendum: 0 },
      },
    ]);
    const begun = (await ask("/v1/referenda/0")).body;
    expect(begun.referendum).toMatchObject({
      ...{ index: 0, status: "ongoing", origin: "public", proposal: 0, startedAt: waiting.nextLaunch },
      threshold: { type: "SuperMajorityApprove" },
      standing: { tally: { ayes: "0", nays: "0", turnout: "0" }, passes: false },
    });
    expect(begun.call).toEqual({ type: "System", value: { type: "remark", value: { remark: "0x01" } } });

    const { turnsWith } = begun.referendum.standing;
    const path = `/v1/referenda/0/forecast?aye=true&conviction=Locked1x&balance=`;
    expect((await ask(`${path}${turnsWith}`)).body.after.passes).toBe(true);
    expect((await ask(`${path}${BigInt(turnsWith) - 1n}`)).body.after.passes).toBe(false);
    await act("//Alice", "Democracy", "vote", { ref_index: 0, vote: aye(1_000_000n * PHA) });
    const { referendum } = (await ask("/v1/referenda/0")).body;
    expect(referendum.standing).toMatchObject({ tally: { ayes: String(1_000_000n * PHA) }, passes: true });

    await sealTo(referendum.endsAt);
    const passed = (await ask("/v1/referenda?status=passed")).body.referenda;
    expect(passed).toEqual([
      expect.objectContaining({ index: 0, endedAt: referendum.endsAt, dueAt: referendum.endsAt + referendum.delay }),
    ]);
    await sealTo(passed[0].dueAt);
    expect((await ask("/v1/referenda/0")).body.referendum).toMatchObject({
      ...{ status: "enacted", dispatchedAt: passed[0].dueAt },
    });
  });

  it("that nobody made is refused by name", async () => {
    const { status, body } = await network.ask("/v1/referenda/77");
    expect([status, body.code]).toEqual([404, "governance.UnknownReferendum"]);
  });
});

it("tables that are made again from the first block on are equal to those that followed the chain", async () => {
  const { databaseUrl, governance, ask } = network;
  await ask("/v1/referenda");
  const before = await dump(databaseUrl);
  expect(before["referenda"]?.length).toBeGreaterThan(0);
  const main = join(import.meta.dirname, "../../services/governance/src/rebuild/main.ts");
  await run(process.execPath, [main], { env: { ...process.env, GOVERNANCE_DATABASE_URL: databaseUrl } });
  const head = Number(before["head"]?.[0]?.["number"]);
  await eventually(() => governance.height >= head);
  await eventually(async () => isDeepStrictEqual(upTo(head, await dump(databaseUrl)), upTo(head, before)), {
    withinMs: 30_000,
  });
});

type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** All that follows from the chain. */
async function dump(url: string): Promise<Tables> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = ["head", "events", "proposals", "referenda", "voters", "delegations"];
    const rows = tables.map(async (name) => [
      name,
      (await client.query(`table governance.${name} order by 1, 2`)).rows,
    ]);
    return Object.fromEntries(await Promise.all(rows));
  } finally {
    await client.end();
  }
}

/** The chain goes on meanwhile, with blocks in which nothing happens. */
const upTo = (height: number, { head, ...tables }: Tables) => [Number(head?.[0]?.["number"]) >= height, tables];
