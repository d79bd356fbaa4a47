import { toHex } from "@pha/codec";
import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import type { Chain } from "../service.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "../testing/test-chain.ts";

let ground: Ground;
let chain: Chain;
let ledger: Ledger;
let signers: AsyncDisposable;
let url: string;

beforeAll(async () => {
  ground = await openGround();
  chain = await ground.start();
  ledger = chain.ledger;
  url = `http://127.0.0.1:${chain.port}`;
  signers = await startSigners(ground.config.natsUrl, ledger.genesis.hash);
});
afterAll(async () => {
  await chain[Symbol.asyncDispose]();
  await signers[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

const bob = key("//Bob").accountId;
const make = (uri: string, nonce: number, tip = 0n) => sign(ledger, uri, transfer(bob, PHA), { nonce, tip });

async function post(extrinsics: readonly Uint8Array[]) {
  const lines = extrinsics.map((bytes) => JSON.stringify({ extrinsic: toHex(bytes) }));
  const headers = { "content-type": "application/x-ndjson" };
  const answer = await fetch(`${url}/v1/transactions`, { method: "POST", headers, body: lines.join("\n") });
  const text = (await answer.text()).trim();
  return text.split("\n").map((line) => JSON.parse(line));
}

async function postOne(bytes: Uint8Array) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ extrinsic: toHex(bytes) });
  const answer = await fetch(`${url}/v1/transactions`, { method: "POST", headers, body });
  return { status: answer.status, ...(await answer.json()) };
}

async function rpc(method: string, params: readonly unknown[]) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, {
    method: "POST",
    headers,
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return answer.json();
}

const isFinalized = async (bytes: Uint8Array) => (await ledger.transaction(extrinsicHash(bytes)))?.type === "finalized";

describe("handing extrinsics in", () => {
  it("many at once, one line each, gives a receipt or a reason for each line, in order", async () => {
    const good = ["//Alice", "//Bob", "//Charlie", "//Dave"].flatMap((uri) =>
      Array.from({ length: 60 }, (_, nonce) => make(uri, nonce)),
    );
    const tooFar = make("//Alice", 65);
    const answers = await post([...good.slice(0, 100), tooFar, Uint8Array.of(4, 1), ...good.slice(100)]);
    expect(answers.slice(100, 102).map(({ problem }) => problem.code)).toEqual([
      "transaction.Future",
      "transaction.Undecodable",
    ]);
    expect(answers.toSpliced(100, 2).map(({ hash }) => hash)).toEqual(good.map(extrinsicHash));
    for (const bytes of good) await eventually(() => isFinalized(bytes));
  });

  it("the same again gives the same receipt: waiting, included, final", async () => {
    const [gap, waiting] = [make("//Eve", 0), make("//Eve", 1)];
    const receipt = { status: 202, hash: extrinsicHash(waiting) };
    expect(await postOne(waiting)).toEqual(receipt);
    expect(await ledger.transaction(receipt.hash)).toEqual({ type: "accepted" });
    expect(await postOne(waiting)).toEqual(receipt);
    const again = eventually(async () => {
      expect(await postOne(waiting)).toEqual(receipt);
      return isFinalized(waiting);
    });
    await postOne(gap);
    await again;
    expect(await post([waiting, waiting])).toEqual([{ hash: receipt.hash }, { hash: receipt.hash }]);
  });

  it("a tip a tenth higher replaces what waits, and less says what it takes", async () => {
    const [poor, little, rich] = [100n, 109n, 110n].map((tip) => make("//Ferdie", 1, tip)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    await postOne(poor);
    expect(await postOne(little)).toMatchObject({
      status: 409,
      code: "chain.PriorityTooLow",
      data: { tip: "109", required: "110" },
    });
    const { error } = await rpc("author_submitExtrinsic", [toHex(little)]);
    expect(error.code).toBe(1014);
    expect((await postOne(rich)).status).toBe(202);
    expect(await (await fetch(`${url}/v1/transactions/${extrinsicHash(poor)}`)).json()).toMatchObject({
      status: "dropped",
      reason: "Replaced",
    });
  });

  it("in a JSON-RPC batch gives each its own answer, in Substrate's codes", async () => {
    const [first, second, tooFar] = [0, 1, 99].map((nonce) => make("//Alice//stash", nonce));
    const extrinsics = [first, second, tooFar, first] as Uint8Array[];
    const batch = extrinsics.map((bytes, id) => ({
      jsonrpc: "2.0",
      id,
      method: "author_submitExtrinsic",
      params: [toHex(bytes)],
    }));
    const headers = { "content-type": "application/json" };
    const answers = await (await fetch(url, { method: "POST", headers, body: JSON.stringify(batch) })).json();
    expect(
      answers.map(({ result, error }: { result?: string; error?: { code: number } }) => result ?? error?.code),
    ).toEqual([extrinsicHash(extrinsics[0] as Uint8Array), extrinsicHash(extrinsics[1] as Uint8Array), 1010, 1013]);
  });
});
