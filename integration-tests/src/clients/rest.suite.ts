import { decode, fromHex, fromJson, type Hex, toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { Certificate, Header, LightClient, Witness } from "@pha/light-client";
import { AccountInfo, balances, encodeCall, system, utility } from "@pha/runtime/spec";
import { beforeAll, describe, expect, it } from "vitest";
import type { Network } from "../network.ts";
import { clientsNetwork } from "./network.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const unit = 10n ** 12n;

let network: Network;

beforeAll(() => {
  network = clientsNetwork();
});

// biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
type Answer = any;

async function ask(path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${network.http}${path}`, body === undefined ? {} : post);
  return { status: response.status, body: await response.json() };
}

/** The steps of a transaction, as the stream tells them. */
async function stepsOf(hash: Hex): Promise<Answer[]> {
  const response = await fetch(`${network.http}/v1/transactions/${hash}/events`, {
    headers: { accept: "text/event-stream" },
  });
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
}

describe("blocks over REST", () => {
  it("are listed newest first, page by page, without a gap", async () => {
    const { hash } = (await ask("/v1/dev/faucet", { to: alice })).body;
    await stepsOf(hash);
    const first = (await ask("/v1/blocks?limit=1")).body;
    const second = (await ask(`/v1/blocks?limit=1&before=${first.next}`)).body;
    expect(second.blocks[0].number).toBe(first.blocks[0].number - 1);
    expect(second.blocks[0].hash).toBe(first.blocks[0].parentHash);
    expect((await ask("/v1/blocks?before=1")).body).toMatchObject({ blocks: [{ number: 0 }], next: null });
  });

  it("are found by number, by hash and by name, with decoded extrinsics and events", async () => {
    const { hash } = (await ask("/v1/dev/faucet", { to: alice, amount: "5000000000000" })).body;
    const { block, index } = (await stepsOf(hash)).at(-1);
    const [byNumber, byHash] = await Promise.all([ask(`/v1/blocks/${block.number}`), ask(`/v1/blocks/${block.hash}`)]);
    expect(byNumber.body).toEqual(byHash.body);
    const extrinsic = byHash.body.extrinsics[index];
    expect(extrinsic.call).toEqual({
      pallet: "Balances",
      call: "transfer_keep_alive",
      args: { dest: alice, value: "5000000000000" },
    });
    expect(extrinsic.events.map(({ name }: Answer) => name)).toContain("Transfer");
    expect(extrinsic.events.at(-1).name).toBe("ExtrinsicSuccess");
    expect((await ask(`/v1/extrinsics/${hash}`)).body).toEqual({ block, finalized: true, extrinsic });
    expect((await ask("/v1/blocks/finalized")).body.finalized).toBe(true);
  });
});

describe("state over REST", () => {
  it("proves an account up to the certificate and the genesis hash", async () => {
    await stepsOf((await ask("/v1/dev/faucet", { to: alice })).body.hash);
    const genesis = (await ask("/v1/genesis")).body;
    const client = LightClient.fromGenesis(
      genesis.hash,
      fromJson(Header, genesis.header),
      fromJson(Witness, genesis.validators),
    );
    const { proof, storageKey, value } = (await ask(`/v1/state/System/Account/${alice}?proof=true`)).body;
    client.accept(fromJson(Header, proof.header), fromJson(Certificate, proof.certificate));
    const proven = client.provenState(fromJson(Witness, proof.witness)).get(storageKey);
    const { data } = decode(AccountInfo, proven ?? new Uint8Array());
    expect(String(data.free)).toBe(value.data.free);
    expect((await ask(`/v1/accounts/${alice}?proof=true`)).body.free).toBe(value.data.free);
  });

  it("proves that something is absent, several keys at once", async () => {
    const keys = [`0x${"ab".repeat(40)}`, `0x${"cd".repeat(40)}`];
    const { body } = await ask(`/v1/proofs?key=${keys.join("&key=")}`);
    expect(body.witness.values).toEqual(keys.map((key) => [key, null]));
    expect(body.certificate.number).toBe(body.header.number);
  });

  it("reads plain values and values at an older block", async () => {
    const now = (await ask("/v1/state/Balances/TotalIssuance")).body;
    expect(now.value).toBe(String(10n ** 9n * unit));
    const then = (await ask(`/v1/state/System/Account/${alice}?at=0`)).body;
    expect(then.value.nonce).toBe(0);
    expect(then.block.number).toBe(0);
  });
});

describe("transactions over REST", () => {
  it.each(["sr25519", "ed25519", "ecdsa"] as const)(
    "are prepared, signed with %s, submitted and watched to finalized",
    async (scheme) => {
      const key = keypairFromUri("//rest", scheme);
      await stepsOf((await ask("/v1/dev/faucet", { to: key.accountId })).body.hash);
      const args = { dest: alice, value: String(unit) };
      const request = { pallet: "Balances", call: "transfer_keep_alive", args, from: key.accountId, scheme };
      const { unsigned, signingPayload, fee } = (await ask("/v1/calls", request)).body;
      const type = { sr25519: "Sr25519", ed25519: "Ed25519", ecdsa: "Ecdsa" }[scheme];
      const signature = { type, value: key.sign(fromHex(signingPayload)) };
      const { status, body } = await ask("/v1/transactions", { unsigned, signature });
      expect(status).toBe(202);
      const steps = await stepsOf(body.hash);
      expect(steps.at(-1)).toMatchObject({ status: "finalized", ok: true });
      expect((await ask(`/v1/transactions/${body.hash}`)).body).toEqual(steps.at(-1));
      const { free } = (await ask(`/v1/accounts/${key.accountId}`)).body;
      expect(BigInt(free)).toBe(999n * unit - BigInt(fee));
    },
  );

  it("are foreseen before they are signed, whatever waits before them", async () => {
    const from = keypairFromUri("//Ferdie", "sr25519").accountId;
    const outcomeOf = (value: bigint) => {
      const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: from }, value });
      return ask("/v1/calls/outcome", { call: toHex(encodeCall(call)), from });
    };
    const failures = [{ event: "System.ExtrinsicFailed", error: "Balances.InsufficientBalance" }];
    const facts = { amount: String(10n ** 30n), free: expect.stringMatching(/^\d+$/) };
    expect(await outcomeOf(unit)).toMatchObject({ status: 200, body: { failures: [], facts: {} } });
    expect(await outcomeOf(10n ** 30n)).toMatchObject({ status: 200, body: { failures, facts } });
    const poor = { call: "0x00000400", from: `0x${"0b".repeat(32)}` };
    expect((await ask("/v1/calls/outcome", poor)).body).toMatchObject({ code: "transaction.Payment" });
  });

  it("are rehearsed as root, as a referendum would dispatch them, and leave nothing", async () => {
    const [bob, dave] = ["//Bob", "//Dave"].map((uri) => keypairFromUri(uri, "sr25519").accountId);
    if (!bob || !dave) return expect.fail();
    const [source, dest] = [bob, dave].map((value) => ({ type: "Id", value }) as const);
    if (!source || !dest) return expect.fail();
    const rehearsal = (call: Parameters<typeof encodeCall>[0]) =>
      ask("/v1/calls/rehearsal", { call: toHex(encodeCall(call)) });
    const transfer = (value: bigint) => rehearsal(makeCall(balances, "force_transfer", { source, dest, value }));
    const before = (await ask(`/v1/accounts/${dave}`)).body.free;
    const { body } = await transfer(unit);
    expect(body).toMatchObject({ failures: [], events: [{ pallet: "Balances", name: "Transfer" }] });
    expect((await transfer(10n ** 30n)).body).toMatchObject({
      failures: [{ event: "Sudo.Sudid", error: "Balances.InsufficientBalance" }],
    });
    const json = { type: "System", value: { type: "remark_with_event", value: { remark: "0x00" } } };
    expect((await ask("/v1/calls/rehearsal", { call: json })).body).toMatchObject({
      ...{ failures: [{ error: "BadOrigin" }], facts: { accepts: "signed", given: "system.Root" } },
    });
    const set = makeCall(system, "set_code", { code: Uint8Array.of(1) });
    for (const call of [set, makeCall(utility, "batch_all", { calls: [set] })])
      expect(await rehearsal(call)).toMatchObject({ status: 403, body: { code: "chain-api.CodeNotRehearsed" } });
    expect((await ask(`/v1/accounts/${dave}`)).body.free).toBe(before);
  });

  it("submitted as a development account side by side get nonces of their own", async () => {
    const args = { remark: "0x00" };
    const call = { from: "//Eve", pallet: "System", call: "remark", args };
    const sent = await Promise.all(Array.from({ length: 10 }, () => ask("/v1/dev/submit", call)));
    const ends = await Promise.all(sent.map(async ({ body }) => (await stepsOf(body.hash)).at(-1)));
    expect(ends.map(({ status }) => status)).toEqual(Array(10).fill("finalized"));
  });

  it("that fail name the error in their events", async () => {
    const args = { dest: alice, value: String(10n ** 30n) };
    const call = { from: "//Eve", pallet: "Balances", call: "transfer_keep_alive", args };
    const { hash } = (await ask("/v1/dev/submit", call)).body;
    expect((await stepsOf(hash)).at(-1)).toMatchObject({ status: "finalized", ok: false });
  });
});

describe("a bad request over REST", () => {
  it.each([
    ["an unknown path", "/v1/nothing", undefined, 404, "service-kit.RouteNotFound"],
    ["an unknown block", "/v1/blocks/99999999", undefined, 404, "chain.BlockNotFound"],
    ["a block that has no name", "/v1/blocks/newest", undefined, 400, "chain-api.BadBlockId"],
    ["a certificate of genesis", "/v1/finality/0", undefined, 404, "chain-api.NotCertified"],
    ["an unknown pallet", "/v1/state/Nothing/Item", undefined, 404, "frame.UnknownPallet"],
    ["an unknown item", "/v1/state/System/Nothing", undefined, 404, "frame.UnknownItem"],
    ["a missing key", "/v1/state/System/Account", undefined, 400, "frame.BadKey"],
    ["an address with a typo", "/v1/accounts/5Grw", undefined, 400, "codec.BadJson"],
    [
      "an unknown transaction",
      `/v1/transactions/0x${"00".repeat(32)}`,
      undefined,
      404,
      "chain-api.TransactionNotFound",
    ],
    ["an unknown call", "/v1/calls", { pallet: "A", call: "b", args: {}, from: alice }, 404, "chain-api.UnknownCall"],
    ["bytes that are no extrinsic", "/v1/transactions", { extrinsic: "0x00" }, 400, "transaction.Undecodable"],
    ["nothing to submit", "/v1/transactions", {}, 400, "chain-api.BadSubmission"],
    [
      "a key nobody has",
      "/v1/dev/submit",
      { from: "bob", pallet: "System", call: "remark", args: { remark: "0x" } },
      400,
      "chain-dev.NoSuchKey",
    ],
  ])("with %s gets a coded problem", async (_, path, body, status, code) => {
    const answer = await ask(path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it("with a signature over something else is refused as BadProof", async () => {
    const request = { pallet: "System", call: "remark", args: { remark: "0x" }, from: alice };
    const { unsigned } = (await ask("/v1/calls", request)).body;
    const signature = { type: "Sr25519", value: toHex(new Uint8Array(64).fill(7)) };
    const { status, body } = await ask("/v1/transactions", { unsigned, signature });
    expect([status, body.code]).toEqual([400, "transaction.BadProof"]);
  });
});

describe("what is described", () => {
  it("is sent compressed where it is large, and once: who has it asks by its tag", async () => {
    for (const path of ["/v1/metadata", "/v1/metadata/15", "/openapi.json"]) {
      const first = await fetch(`${network.http}${path}`, { headers: { "accept-encoding": "gzip" } });
      const sent = Number(first.headers.get("content-length"));
      expect(sent * 3, path).toBeLessThan((await first.text()).length);
      const headers = { "if-none-match": first.headers.get("etag") ?? "" };
      expect((await fetch(`${network.http}${path}`, { headers })).status, path).toBe(304);
    }
  });

  it("is OpenAPI 3.1, and metadata for people and for machines", async () => {
    const { openapi, paths } = (await ask("/openapi.json")).body;
    expect(openapi).toMatch(/^3\.1/);
    expect(Object.keys(paths)).toContain("/v1/transactions/{hash}");
    const pallets = (await ask("/v1/metadata")).body.map(({ name }: Answer) => name);
    expect(pallets).toContain("Balances");
    for (const version of [14, 15, 16])
      expect((await ask(`/v1/metadata/${version}`)).body.bytes).toMatch(
        new RegExp(`^0x6d657461${version.toString(16).padStart(2, "0")}`),
      );
  });
});
