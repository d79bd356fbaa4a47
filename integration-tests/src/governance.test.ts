import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fromHex, toHex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { encodeCall, multiSignature, PHA, system, taskOf } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closingSuite } from "./governance-closing.suite.ts";
import { dumpGovernance, heightOf, whatHappened } from "./governance-dump.ts";
import { listingsSuite } from "./governance-listings.suite.ts";
import { type GovernanceNetwork, startGovernanceNetwork } from "./governance-network.ts";
import { killAndStartAgain } from "./governance-process.ts";
import { alice, bob, charlie, dave } from "./parties.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
let network: GovernanceNetwork;

beforeAll(async () => {
  network = await startGovernanceNetwork();
});
afterAll(() => network?.[Symbol.asyncDispose]());

const remark = (text: string) => makeCall(system, "remark", { remark: new TextEncoder().encode(text) });
const inline = (text: string) => ({ type: "Inline", value: toHex(encodeCall(remark(text))) });
const remarkJson = (text: string) => ({
  type: "System",
  value: { type: "remark", value: { remark: toHex(new TextEncoder().encode(text)) } },
});
const vote = (aye: boolean, balance: bigint, conviction = "Locked1x") => ({
  type: "Standard",
  value: { vote: { aye, conviction: { type: conviction } }, balance: String(balance) },
});

/** Signs what governance prepares, hands it in, and waits until it is finalized. */
async function sign(signer: typeof alice, call: Readonly<Record<string, unknown>>): Promise<void> {
  const { ask, askChain } = network;
  const prepared = await ask("/v1/calls", { ...call, from: signer.accountId });
  expect(prepared.status, JSON.stringify(prepared.body)).toBe(200);
  const signature = multiSignature("sr25519", signer.sign(fromHex(prepared.body.signingPayload)));
  const { body: handed } = await askChain("/v1/transactions", { unsigned: prepared.body.unsigned, signature });
  await eventually(async () => {
    const { body: status } = await askChain(`/v1/transactions/${handed.hash}`);
    if (status.ok === false) throw new Error(JSON.stringify(status));
    return status.status === "finalized";
  });
}

it("docs/referenda.md: its commands work", async () => {
  const page = await readFile(join(root, "docs/referenda.md"), "utf8");
  const blocks = codeBlocks(page, "sh").filter((commands) => commands.includes(":8200"));
  expect(blocks).toHaveLength(1);
  await network.sealTo(1);
  await network.ask("/v1/referenda"); // governance has seen a block
  for (const commands of blocks) {
    const here = commands.replaceAll("http://127.0.0.1:8200", network.urls[0] as string);
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", here]);
    expect(stdout.split('{"block":')).toHaveLength(commands.split("curl ").length);
  }
});

it("a public proposal is seen from its proposal to its enactment, and what it binds until when", async () => {
  const { act, ask, sealTo } = network;
  const proposedAt = await act("//Alice", "Democracy", "propose", { proposal: inline("1"), value: String(10n * PHA) });
  await act("//Bob", "Democracy", "second", { proposal: 0 });
  const waiting = (await ask("/v1/proposals/waiting")).body;
  expect(waiting.proposals).toEqual([
    expect.objectContaining({
      index: 0,
      deposit: String(10n * PHA),
      backing: String(20n * PHA),
      call: remarkJson("1"),
    }),
  ]);
  expect(waiting.proposals[0].depositors).toHaveLength(2);

  await sealTo(waiting.nextLaunch);
  expect((await ask("/v1/proposals")).body.proposals).toEqual([
    {
      ...{ index: 0, status: "tabled", deposit: String(10n * PHA), seconds: 1, proposedAt },
      ...{ extrinsic: expect.any(Number), endedAt: waiting.nextLaunch, referendum: 0 },
    },
  ]);
  const begun = (await ask("/v1/referenda/0")).body;
  expect(begun.referendum).toMatchObject({
    ...{ index: 0, status: "ongoing", origin: "public", proposal: 0, startedAt: waiting.nextLaunch },
    threshold: { type: "SuperMajorityApprove" },
    standing: { tally: { ayes: "0", nays: "0", turnout: "0" }, passes: false },
  });
  expect(begun.call).toEqual(remarkJson("1"));

  const { turnsWith } = begun.referendum.standing;
  const path = "/v1/referenda/0/forecast?aye=true&conviction=Locked1x&balance=";
  expect((await ask(`${path}${turnsWith}`)).body.after.passes).toBe(true);
  expect((await ask(`${path}${BigInt(turnsWith) - 1n}`)).body.after.passes).toBe(false);

  await act("//Alice", "Democracy", "vote", { ref_index: 0, vote: vote(true, 1_000_000n * PHA) });
  await act("//Charlie", "Democracy", "vote", { ref_index: 0, vote: vote(false, 5n * PHA) });
  const delegated = { to: alice.accountId, conviction: { type: "None" }, balance: String(100n * PHA) };
  await act("//Dave", "Democracy", "delegate", delegated);
  const { referendum } = (await ask("/v1/referenda/0")).body;
  const ayes = 1_000_000n * PHA + 10n * PHA;
  expect(referendum.standing).toMatchObject({ tally: { ayes: String(ayes), nays: String(5n * PHA) }, passes: true });
  const { votes } = (await ask("/v1/referenda/0/votes")).body;
  expect(votes).toHaveLength(2);
  expect(votes.flatMap(({ delegations }: { delegations: unknown[] }) => delegations)).toEqual([
    {
      ...{ account: expect.any(String), balance: String(100n * PHA), conviction: { type: "None" } },
      votes: String(10n * PHA),
    },
  ]);
  const locks = (await ask(`/v1/accounts/${alice.accountId}/locks`)).body;
  expect(locks).toMatchObject({ locked: String(1_000_000n * PHA), reasons: [{ kind: "vote", referendum: 0 }] });
  expect(locks.reasons[0].until).toBeNull();

  const { due } = (await ask("/v1/calendar")).body;
  expect(due).toContainEqual(
    expect.objectContaining({ what: "count", block: referendum.endsAt, topic: "referendum/0" }),
  );
  expect(due.map(({ block }: { block: number }) => block)).toEqual(
    due.map(({ block }: { block: number }) => block).sort((a: number, b: number) => a - b),
  );

  await sealTo(referendum.endsAt);
  const passed = (await ask("/v1/referenda?status=passed")).body.referenda;
  expect(passed).toEqual([
    expect.objectContaining({ index: 0, endedAt: referendum.endsAt, dueAt: referendum.endsAt + referendum.delay }),
  ]);
  const after = (await ask(`/v1/accounts/${alice.accountId}/locks`)).body;
  const period = referendum.delay; // a conviction of one binds for as long as what passed waits
  expect(after.reasons).toEqual([expect.objectContaining({ kind: "vote", until: referendum.endsAt + period })]);
  expect(after.bound.at(-1)).toEqual({ from: referendum.endsAt + period, amount: "0" });
  const lost = (await ask(`/v1/accounts/${charlie.accountId}/locks`)).body;
  expect([lost.locked, lost.bound]).toEqual([String(5n * PHA), [{ from: lost.block, amount: "0" }]]);
  expect(lost.reasons).toEqual([expect.objectContaining({ kind: "vote", until: referendum.endsAt })]);

  await sealTo(passed[0].dueAt);
  const over = (await ask("/v1/referenda/0")).body;
  const { tally, electorate } = referendum.standing;
  expect(over.referendum).toMatchObject({
    ...{ status: "enacted", dispatchedAt: passed[0].dueAt, standing: null },
    ...{ hash: referendum.hash, counted: { tally, electorate } },
  });
  expect(over.call).toEqual(remarkJson("1"));
  const told = (await ask("/v1/events?topic=referendum/0")).body.events.map(({ name }: { name: string }) => name);
  expect(told).toEqual(["Dispatched", "Passed", "Counted", "Voted", "Voted", "Started"]);
});

it("a referendum whose call fails has passed, and says why it failed", async () => {
  const { act, ask, sealTo } = network;
  /** The treasury has no such proposal. */
  const failing = { type: "Treasury", value: { type: "reject_proposal", value: { proposal_id: 99 } } };
  const args = { value: String(10n * PHA), proposal: failing };
  const { body } = await ask("/v1/calls", { pallet: "Democracy", call: "propose", from: alice.accountId, args });
  expect(body.call.proposal.type).toBe("Inline");
  await act("//Alice", "Democracy", "propose", body.call);
  await sealTo((await ask("/v1/proposals/waiting")).body.nextLaunch);
  await act("//Alice", "Democracy", "vote", { ref_index: 1, vote: vote(true, 1_000n * PHA) });
  const { endsAt, delay } = (await ask("/v1/referenda/1")).body.referendum;
  await sealTo(endsAt + delay);
  expect((await ask("/v1/referenda/1")).body.referendum).toMatchObject({
    ...{ status: "passed-but-failed", error: "Treasury.InvalidIndex" },
  });
});

it("a referendum that passed, and whose call is taken back before its block, is withdrawn and waits no more", async () => {
  const { act, ask, sealTo } = network;
  await act("//Alice", "Democracy", "propose", { value: String(10n * PHA), proposal: inline("withdrawn") });
  await sealTo((await ask("/v1/proposals/waiting")).body.nextLaunch);
  await act("//Alice", "Democracy", "vote", { ref_index: 2, vote: vote(true, 1_000n * PHA) });
  await sealTo((await ask("/v1/referenda/2")).body.referendum.endsAt);
  const waits = { what: "enactment", topic: "referendum/2" };
  expect((await ask("/v1/calendar")).body.due).toContainEqual(expect.objectContaining(waits));
  const call = { type: "Scheduler", value: { type: "cancel_named", value: { id: taskOf(2) } } };
  await act("//Alice", "Sudo", "sudo", { call });
  expect((await ask("/v1/referenda/2")).body.referendum).toMatchObject({ status: "withdrawn", dueAt: null });
  const calendar = (await ask("/v1/calendar")).body;
  expect(calendar.whole).toBe(true);
  expect(calendar.due).not.toContainEqual(expect.objectContaining(waits));
});

it("a motion is opened, voted and closed with what governance prepares for its signers", async () => {
  const { ask, sealTo, height } = network;
  const spend = {
    type: "Treasury",
    value: { type: "spend", value: { amount: String(7n * PHA), beneficiary: bob.accountId } },
  };
  const act = (signer: typeof alice, call: string, args: unknown) => sign(signer, { pallet: "Council", call, args });
  await act(alice, "propose", { threshold: 3, proposal: spend });
  const [motion] = (await ask("/v1/bodies/council")).body.motions;
  expect(motion).toMatchObject({
    index: 0,
    threshold: 3,
    ayes: [],
    call: { type: "Treasury", value: { type: "spend" } },
  });
  expect(motion.outcome).toBeNull();
  for (const member of [alice, bob, charlie]) await act(member, "vote", { proposal: motion.hash, approve: true });
  const [voted] = (await ask("/v1/bodies/council")).body.motions;
  expect(voted.outcome).toEqual({ yes: 3, no: 0, passes: true });
  await act(dave, "close", { proposal_hash: motion.hash });
  expect((await ask("/v1/bodies/council")).body.motions).toEqual([]);
  const happened = (await ask(`/v1/events?topic=motion/council/${motion.hash}`)).body.events;
  expect(happened.map(({ name }: { name: string }) => name).slice(0, 3)).toEqual(["Executed", "Approved", "Closed"]);

  const { proposals, nextSpend } = (await ask("/v1/treasury")).body;
  if (proposals.length > 0) expect(proposals[0]).toMatchObject({ value: String(7n * PHA), approved: true });
  await sealTo(Math.max(nextSpend, await height()));
  expect((await ask("/v1/events?topic=spend/0")).body.events.map(({ name }: { name: string }) => name)).toEqual([
    "Awarded",
    "SpendApproved",
  ]);
});

it("calls that are not governance's, and arguments that are wrong, are refused by name", async () => {
  const { ask } = network;
  const prepare = async (pallet: string, call: string, args: unknown) => {
    const { status, body } = await ask("/v1/calls", { pallet, call, args, from: alice.accountId });
    return [status, body.code, body.data.meant ?? body.data.field];
  };
  expect(await prepare("Democracy", "secnd", {})).toEqual([404, "governance.UnknownCall", "Democracy.second"]);
  expect((await prepare("Balances", "transfer_keep_alive", {}))[1]).toBe("governance.UnknownCall");
  expect(await prepare("Democracy", "second", { proposal: "many" })).toEqual([400, "codec.BadJson", "args.proposal"]);
  const unknown = await ask("/v1/referenda/77");
  expect([unknown.status, unknown.body.code]).toEqual([404, "governance.UnknownReferendum"]);
});

it("what is prepared tells its fee, and what would come of it: as the chain tells of the same call", async () => {
  const { act, ask, askChain } = network;
  await act("//Alice", "System", "remark", { remark: "0x00" }); // a nonce of hers is used
  const prepare = async (pallet: string, call: string, args: unknown, choices = {}) => {
    const asked = { pallet, call, args, from: alice.accountId, ...choices };
    const { body } = await ask("/v1/calls", asked);
    const whole = (await askChain("/v1/calls", { ...asked, args: body.call })).body;
    expect([body.fee, body.outcome]).toEqual([whole.fee, whole.outcome]);
    return body;
  };
  const low = { value: "1", proposal: remarkJson("low") };
  expect((await prepare("Democracy", "propose", low)).outcome.failures[0].error).toBe("Democracy.ValueLow");
  const spend = { value: String(10n * PHA), proposal: remarkJson("foretold") };
  const good = await prepare("Democracy", "propose", spend);
  expect(good.outcome).toEqual({ ok: true, refused: null, failures: [], facts: {} });
  expect(BigInt((await prepare("Democracy", "propose", spend, { scheme: "ecdsa" })).fee)).toBeGreaterThan(
    BigInt(good.fee),
  );
  expect((await prepare("Democracy", "second", { proposal: 99 })).outcome).toMatchObject({
    ...{ ok: false, refused: null },
    failures: [{ event: "System.ExtrinsicFailed", error: "Democracy.ProposalMissing" }],
  });
  expect((await prepare("Democracy", "undelegate", {}, { nonce: 0 })).outcome.refused).toContain("transaction.Stale");
  const code = { type: "System", value: { type: "set_code", value: { code: "0x00" } } };
  expect((await prepare("Council", "propose", { threshold: 3, proposal: code })).outcome).toBeNull();
});

it("what is prepared is signed by pha key sign, and taken by the chain as that tells it", async () => {
  const { ask, askChain } = network;
  const args = { value: String(10n * PHA), proposal: remarkJson("signed") };
  const { body } = await ask("/v1/calls", { pallet: "Democracy", call: "propose", args, from: bob.accountId });
  const pha = join(root, "packages/cli/src/main.ts");
  const { stdout } = await run(process.execPath, [
    pha,
    "key",
    "sign",
    JSON.stringify(body),
    "--from",
    "//Bob",
    "--json",
  ]);
  const handed = await askChain("/v1/transactions", JSON.parse(stdout));
  expect(handed.status, JSON.stringify(handed.body)).toBe(202);
  await eventually(async () => (await askChain(`/v1/transactions/${handed.body.hash}`)).body.status === "finalized");
  const { proposals } = (await ask("/v1/proposals/waiting")).body;
  expect(proposals).toContainEqual(expect.objectContaining({ call: remarkJson("signed") }));
});

it("the election's dry run elects whom the ledger elects", async () => {
  const { act, ask, sealTo } = network;
  for (const who of ["//Alice", "//Bob", "//Charlie"])
    await act(who, "Elections", "submit_candidacy", {
      candidate_count: (await ask("/v1/elections")).body.candidates.length,
    });
  const stake = { "//Dave": 3n, "//Eve": 5n, "//Ferdie": 2n } as const;
  for (const [who, units] of Object.entries(stake))
    await act(who, "Elections", "vote", {
      votes: who === "//Eve" ? [bob.accountId] : [charlie.accountId, bob.accountId],
      value: String(units * 100n * PHA),
    });
  const { preview, termEnds, voters } = (await ask("/v1/elections")).body;
  expect([voters, preview.members.length]).toEqual([3, 2]);
  await sealTo(termEnds);
  const elected = (await ask("/v1/elections")).body;
  expect(elected).toMatchObject({ members: preview.members, runnersUp: preview.runnersUp, candidates: [] });
  const seats = (await ask("/v1/bodies/council")).body;
  expect([seats.members, seats.prime]).toEqual([preview.members.map(({ who }: { who: string }) => who), preview.prime]);
});

describe("the stream of events", () => {
  it("tells what happens as it happens, and goes on where its reader stopped", async () => {
    const { act, urls } = network;
    const [, url] = urls;
    const leave = new AbortController();
    const open = async (headers: Readonly<Record<string, string>>, query = "") => {
      const response = await fetch(`${url}/v1/events/stream${query}`, {
        headers: { accept: "text/event-stream", ...headers },
        signal: leave.signal,
      });
      expect(response.headers.get("content-type")).toContain("text/event-stream");
      return readEntries(response);
    };
    const live = await open({});
    const proposal = { proposal: inline("stream"), value: String(10n * PHA) };
    await act("//Eve", "Democracy", "propose", proposal);
    const first = await live("Proposed");
    expect(first.data).toMatchObject({ pallet: "Democracy", topic: `proposal/${first.data.fields.proposal_index}` });
    const again = await open({ "last-event-id": first.id });
    await act("//Bob", "Democracy", "propose", proposal);
    const second = await live("Proposed");
    expect(second.id).not.toBe(first.id);
    expect((await again("Proposed")).id).toBe(second.id);
    const past = await open({}, "?from=1&topic=referendum/0");
    expect((await past("Started")).data).toMatchObject({ topic: "referendum/0" });
    leave.abort();
    const ahead = await fetch(`${url}/v1/events/stream`, { headers: { "last-event-id": "99999999-0" } });
    expect([ahead.status, (await ahead.json()).code]).toEqual([404, "governance.PlaceAhead"]);
  });
});

listingsSuite(() => network);

describe("the tables", () => {
  it("are equal when they are made again from the first block on", async () => {
    const { databaseUrl, replicas, ask } = network;
    await ask("/v1/referenda");
    const before = await dumpGovernance(databaseUrl);
    expect(before["events"]?.length).toBeGreaterThan(20);
    const height = heightOf(before);
    const main = join(root, "services/governance/src/rebuild/main.ts");
    await run(process.execPath, [main], { env: { ...process.env, GOVERNANCE_DATABASE_URL: databaseUrl } });
    await eventually(async () => heightOf(await dumpGovernance(databaseUrl)) >= height);
    for (const replica of replicas) await eventually(() => replica.height >= height);
    const [made, was] = whatHappened(height, await dumpGovernance(databaseUrl), before);
    expect(made).toEqual(was);
  });

  it("are equal when the processes that make them are killed, in the midst of a transaction too", async () => {
    const { environment, databaseUrl } = network;
    const live = await dumpGovernance(databaseUrl);
    const height = heightOf(live);
    const { tables, killedAt } = await killAndStartAgain(environment, height);
    expect(killedAt).toHaveLength(3);
    const [made, was] = whatHappened(height, tables, live);
    expect(made).toEqual(was);
  });
});

interface Entry {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
  readonly data: any;
}

/** Reads server-sent events up to the next one of a name; comments and others are passed over. */
function readEntries({ body }: Response): (name: string) => Promise<Entry> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async (name) => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end < 0) text += (await reader?.read())?.value ?? expect.fail("the stream ended");
      else {
        const lines = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        const field = (key: string) => lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2);
        const data = JSON.parse(field("data") ?? "{}");
        if (data.name === name) return { id: field("id") ?? "", data };
      }
    }
  };
}

it.each([65_536, 8_192, 4, 0])(
  "a call that is valid for %i blocks is signed over its era's first block",
  async (lifetime) => {
    const { sealTo, height } = network;
    const now = await height();
    // The eras of long lifetimes begin at multiples of up to 16 blocks.
    await sealTo(now % 16 === 0 ? now + 1 : now);
    const args = { bytes: toHex(new TextEncoder().encode(`valid for ${lifetime}`)) };
    await sign(dave, { pallet: "Preimage", call: "note_preimage", args, lifetime });
  },
);

closingSuite(() => network);
