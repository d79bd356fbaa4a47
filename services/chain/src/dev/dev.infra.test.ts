import { writeFile } from "node:fs/promises";
import { encodeAddress, toHex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { balances, chainSpecToJson, encodeCall, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chain } from "../service.ts";
import { type Ground, key, openGround, sign as signFor, spec, transfer } from "../testing/test-chain.ts";

// biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
type Answer = any;

const validators = { ...spec.genesis.validators, set: spec.genesis.validators.set.slice(0, 1) };
const alone = { genesis: { ...spec.genesis, validators } };
const nobody = `0x${"77".repeat(32)}` as const;
const bob = key("//Bob").accountId;

let ground: Ground;
let chain: Chain;
let url: string;

beforeAll(async () => {
  ground = await openGround(alone);
  chain = await ground.start({ instantFinality: true });
  url = `http://127.0.0.1:${chain.port}`;
});
afterAll(async () => {
  await chain[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

async function ask(path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
  const headers = { "content-type": "application/json" };
  const post = { method: "POST", ...(body === true ? {} : { headers, body: JSON.stringify(body) }) };
  const response = await fetch(`${url}${path}`, body === undefined ? {} : post);
  return { status: response.status, body: await response.json() };
}

const rpc = async (method: string, ...params: unknown[]) =>
  (await ask("/", { jsonrpc: "2.0", id: 1, method, params })).body;

/** What became of a transaction, once it is final. */
const finalOf = (hash: string) =>
  eventually(async () => {
    const { body } = await ask(`/v1/transactions/${hash}`);
    return body.status === "finalized" && body;
  });
const balanceOf = async (account: string) => BigInt((await ask(`/v1/accounts/${account}`)).body.free);

const timeOf = async (block: string | number) => Number((await ask(`/v1/blocks/${block}/header`)).body.timeMs);
const sign = (uri: string, nonce: number) => () => signFor(chain.ledger, uri, transfer(bob, PHA), { nonce });
const submit = (make: () => Uint8Array) => ask("/v1/transactions", { extrinsic: toHex(make()) });

/** A call by its names. */
type Named = Readonly<Record<"pallet" | "call" | "args", unknown>>;
const named = (pallet: string, call: string, args: unknown): Named => ({ pallet, call, args });
const pays = (value: bigint) => ({ dest: encodeAddress(bob, 42), value: String(value) });
const transferTo = (value: bigint) => named("Balances", "transfer_keep_alive", pays(value));
/** A call inside of another one. */
const inner = (value: bigint) => ({ type: "Balances", value: { type: "transfer_keep_alive", value: pays(value) } });

describe("a chain that is alone", () => {
  it("certifies its blocks itself, so that everything is final at once and verifies", async () => {
    const { body } = await ask("/v1/dev/blocks", true);
    await eventually(() => chain.ledger.finalized.number >= body.number);
    expect((await ask(`/v1/finality/${body.number}`)).body.certificate.signatures).toHaveLength(1);
  });

  it("is refused where others validate", async () => {
    await using other = await openGround();
    await expect(other.start({ instantFinality: true })).rejects.toMatchObject({ code: "chain.NotAlone" });
  });
});

describe("development verbs over REST", () => {
  it("seal blocks now", async () => {
    const first = await ask("/v1/dev/blocks", true);
    const second = await ask("/v1/dev/blocks", true);
    expect([first.status, second.body.number]).toEqual([201, first.body.number + 1]);
    expect((await ask(`/v1/blocks/${second.body.hash}/header`)).body.parentHash).toBe(first.body.hash);
  });

  it("say whose balance is too low for the faucet, and what it is, instead of a receipt for nothing", async () => {
    const has = await balanceOf(key("//Ferdie").accountId);
    for (const amount of [has, has - PHA + 1n, 2n ** 128n - 1n]) {
      const { status, body } = await ask("/v1/dev/faucet", { to: nobody, amount: String(amount) });
      expect([status, body.code]).toEqual([409, "chain-dev.FaucetTooLow"]);
      expect(body.data).toEqual({ account: "//Ferdie", has: String(has), amount: String(amount) });
    }
    expect((await rpc("dev_faucet", nobody, String(has))).error.message).toContain("account that pays for the faucet");
  });

  it("set the balance of any account, with what the treasury has where all money is somebody's", async () => {
    const before = BigInt((await ask("/v1/state/Balances/TotalIssuance")).body.value);
    const { status, body } = await ask("/v1/dev/balance", { account: nobody, free: String(5n * PHA) });
    expect(status).toBe(202);
    await finalOf(body.hash);
    expect(await balanceOf(nobody)).toBe(5n * PHA);
    expect(BigInt((await ask("/v1/state/Balances/TotalIssuance")).body.value)).toBe(before);
  });

  it("are for programs and for pages of this machine, whose sites nobody else can be", async () => {
    const from = async (origin: string) => {
      const response = await fetch(`${url}/v1/dev/blocks`, { method: "POST", headers: { origin } });
      return [response.status, ((await response.json()) as Answer).code];
    };
    expect(await from("https://evil.example")).toEqual([403, "service-kit.ForeignOrigin"]);
    expect(await from("null")).toEqual([403, "service-kit.ForeignOrigin"]);
    expect(await from("http://localhost:5173")).toEqual([201, undefined]);
  });

  it("submit a call as any account, which needs no key and pays no fee", async () => {
    const before = await balanceOf(bob);
    const args = { dest: encodeAddress(bob, 42), value: String(2n * PHA) };
    const call = { from: nobody, pallet: "Balances", call: "transfer_keep_alive", args };
    expect((await finalOf((await ask("/v1/dev/impersonate", call)).body.hash)).ok).toBe(true);
    expect(await balanceOf(nobody)).toBe(3n * PHA);
    expect(await balanceOf(bob)).toBe(before + 2n * PHA);
  });

  it.each<[string, Named, string, string]>([
    ["impersonated", transferTo(10n ** 24n), "Sudo.SudoAsDone", "Balances.InsufficientBalance"],
    ["that has no authority", named("System", "set_code", { code: "0x" }), "Sudo.SudoAsDone", "BadOrigin"],
    [
      "in a batch, behind one that succeeds",
      named("Utility", "batch", { calls: [inner(1n), inner(10n ** 24n)] }),
      "Utility.BatchInterrupted",
      "Balances.InsufficientBalance",
    ],
    [
      "in a batch that goes on all the same",
      named("Utility", "force_batch", { calls: [inner(10n ** 24n), inner(1n)] }),
      "Utility.ItemFailed",
      "Balances.InsufficientBalance",
    ],
  ])("do not say that a call %s was done when it failed, and say why", async (_, call, event, error) => {
    const { hash } = (await ask("/v1/dev/impersonate", { from: nobody, ...call })).body;
    const failures = [{ event, error }];
    const status = await finalOf(hash);
    expect(status).toMatchObject({ ok: false, reason: error, failures });
    const { extrinsic } = (await ask(`/v1/extrinsics/${hash}`)).body;
    expect(extrinsic).toMatchObject({ ok: false, failures });
    const { body } = await ask(`/v1/blocks/${status.block.number}`);
    expect(body.extrinsics[status.index]).toMatchObject({ ok: false, failures });
  });

  it("name the error of a call that fails itself", async () => {
    const { hash } = (await ask("/v1/dev/submit", { from: "//Eve", ...transferTo(10n ** 24n) })).body;
    const failures = [{ event: "System.ExtrinsicFailed", error: "Balances.InsufficientBalance" }];
    expect(await finalOf(hash)).toMatchObject({ ok: false, reason: "Balances.InsufficientBalance", failures });
  });

  it("travel in time: the next block tells exactly the time asked for, and time goes on from there", async () => {
    const year = Date.UTC(2040, 0, 1);
    const { status, body } = await ask("/v1/dev/time", { timeMs: String(year) });
    expect([status, body.timeMs]).toEqual([201, String(year)]);
    expect((await ask(`/v1/blocks/${body.number}/header`)).body.timeMs).toBe(String(year));
    expect((await ask(`/v1/state/Timestamp/Now?at=${body.number}`)).body.value).toBe(String(year));
    const next = (await ask("/v1/dev/blocks", true)).body;
    const { timeMs } = (await ask(`/v1/blocks/${next.number}/header`)).body;
    expect(Number(timeMs) - year).toBeGreaterThan(0);
    expect(Number(timeMs) - year).toBeLessThan(60_000);
    expect((await ask("/v1/dev/time", { timeMs: String(year) })).body.code).toBe("chain-dev.NotLater");
  });
});

describe("development verbs over JSON-RPC", () => {
  it("have the names that Chopsticks has", async () => {
    const { number } = chain.ledger.best;
    const { result: hash } = await rpc("dev_newBlock", { count: 3 });
    expect((await ask(`/v1/blocks/${hash}/header`)).body.number).toBeGreaterThanOrEqual(number + 3);
    for (const param of [3, [3], { count: 2, to: 9 }])
      expect((await rpc("dev_newBlock", param)).error.code).toBe(-32602);
    expect((await rpc("dev_timeTravel", "2041-01-01T00:00:00Z")).result).toBe(Date.UTC(2041, 0, 1));
    expect((await rpc("dev_timeTravel", "yesterday")).error.code).toBe(-32602);
    await finalOf((await rpc("dev_setBalance", nobody, String(9n * PHA))).result);
    const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob }, value: PHA });
    await finalOf((await rpc("dev_impersonate", nobody, toHex(encodeCall(call)))).result);
    expect(await balanceOf(nobody)).toBe(8n * PHA);
    await finalOf((await rpc("dev_submit", "//Eve", toHex(encodeCall(call)))).result);
    await finalOf((await rpc("dev_faucet", nobody)).result);
    expect(await balanceOf(nobody)).toBe(1_008n * PHA);
  });
});

describe("snapshot and revert", () => {
  const waiting = sign("//Dave", 1);

  it("bring back blocks, state, what waited, and the clock", async () => {
    const gap = (await submit(waiting)).body.hash;
    const { id } = (await ask("/v1/dev/snapshots", true)).body;
    const before = { balance: await balanceOf(nobody), best: chain.ledger.best, time: await timeOf("head") };

    const faucet = (await ask("/v1/dev/faucet", { to: nobody })).body.hash;
    await finalOf(faucet);
    await finalOf((await submit(sign("//Dave", 0))).body.hash);
    await finalOf(gap);
    await ask("/v1/dev/time", { timeMs: String(Date.UTC(2050, 0, 1)) });

    const { status, body } = await ask(`/v1/dev/snapshots/${id}/revert`, true);
    expect([status, body]).toEqual([200, before.best]);
    expect(await balanceOf(nobody)).toBe(before.balance);
    expect((await ask(`/v1/transactions/${faucet}`)).status).toBe(404);
    expect((await ask(`/v1/transactions/${gap}`)).body.status).toBe("accepted");

    const { body: next } = await ask("/v1/dev/blocks", true);
    expect(next.number).toBeGreaterThan(before.best.number);
    expect((await timeOf(next.number)) - before.time).toBeLessThan(60_000);
    await finalOf((await submit(sign("//Dave", 0))).body.hash);
    await finalOf(gap);
    expect((await ask(`/v1/blocks/${before.best.number + 1}/header`)).body.parentHash).toBe(before.best.hash);
  });

  it("forget a snapshot that was returned to, and those taken after it", async () => {
    const [first, second] = [(await rpc("dev_snapshot")).result, (await rpc("dev_snapshot")).result];
    await rpc("dev_newBlock", { count: 2 });
    expect((await rpc("dev_revert", first)).result).toMatch(/^0x/);
    for (const id of [first, second])
      expect((await ask(`/v1/dev/snapshots/${id}/revert`, true)).body.code).toBe("chain-dev.NoSuchSnapshot");
  });

  it("leave a ledger that goes on with everything after a restart, and whose state still proves", async () => {
    const { id } = (await ask("/v1/dev/snapshots", true)).body;
    await finalOf((await ask("/v1/dev/faucet", { to: nobody })).body.hash);
    await ask(`/v1/dev/snapshots/${id}/revert`, true);
    const balance = await balanceOf(nobody);
    await chain[Symbol.asyncDispose]();
    chain = await ground.start({ instantFinality: true });
    url = `http://127.0.0.1:${chain.port}`;
    expect(await balanceOf(nobody)).toBe(balance);
    await finalOf((await ask("/v1/dev/faucet", { to: nobody })).body.hash);
    const { body } = await ask(`/v1/accounts/${nobody}?proof=true`);
    expect([BigInt(body.free), body.proof.certificate.signatures.length]).toEqual([balance + 1_000n * PHA, 1]);
  });
});

describe("where validators certify", () => {
  it("time stays theirs, and what they certified stays", async () => {
    await using other = await openGround();
    await using certified = await other.start();
    const at = `http://127.0.0.1:${certified.port}/v1/dev`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ timeMs: String(Date.UTC(2040, 0, 1)) });
    for (const [verb, init] of [
      ["time", { headers, body }],
      ["snapshots", {}],
    ] as const) {
      const answer = await fetch(`${at}/${verb}`, { method: "POST", ...init });
      expect([verb, answer.status, (await answer.json()).code]).toEqual([verb, 403, "chain-dev.NeedsInstantFinality"]);
    }
  });
});

describe("where nothing is for development", () => {
  it("every verb is refused", async () => {
    await using other = await openGround();
    const { sudo: _, clusters: __, ...rest } = spec.genesis;
    const genesis = { ...rest, attestation: { ...rest.attestation, developmentRoot: undefined } };
    const file = `${other.config.spec}.production`;
    await writeFile(file, JSON.stringify(chainSpecToJson({ ...spec, genesis, development: false })));
    await using production = await other.start({ spec: file });
    const at = `http://127.0.0.1:${production.port}`;
    const headers = { "content-type": "application/json" };
    const args = { remark: "0x00" };
    const bodies = {
      faucet: { to: nobody },
      submit: { from: "//Alice", pallet: "System", call: "remark", args },
      impersonate: { from: nobody, pallet: "System", call: "remark", args },
      balance: { account: nobody, free: "1" },
      time: { timeMs: "1" },
      snapshots: undefined,
      "snapshots/0x0000000000000000/revert": undefined,
      blocks: undefined,
    };
    for (const [verb, body] of Object.entries(bodies)) {
      const post = { method: "POST", ...(body ? { headers, body: JSON.stringify(body) } : {}) };
      const answer = await fetch(`${at}/v1/dev/${verb}`, post);
      expect([verb, answer.status, (await answer.json()).code]).toEqual([verb, 403, "chain-dev.DevelopmentOnly"]);
    }
  });
});
