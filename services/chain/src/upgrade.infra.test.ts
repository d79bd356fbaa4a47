import { fromHex, type Hex } from "@pha/codec";
import { type Call, makeCall } from "@pha/frame";
import { codeKey } from "@pha/runtime";
import { PHA, sudo, system } from "@pha/runtime/spec";
import { codeHash } from "@pha/runtime-host";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually, nextRuntimeCode, raisedRuntimeCode } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chain } from "./service.ts";
import { type Face, openFace } from "./testing/face.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "./testing/test-chain.ts";

const opened = new AsyncDisposableStack();
let ground: Ground;
let chain: Chain;
let face: Face;
let nonce = 0;

beforeAll(async () => {
  ground = opened.use(await openGround());
  chain = opened.use(await ground.start());
  face = opened.use(openFace(chain.port));
  opened.use(await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash));
});
afterAll(() => opened.disposeAsync());

/** The block that takes an extrinsic, once it is final. */
const finalized = async (hash: Hex) =>
  eventually(async () => {
    const status = await chain.ledger.transaction(hash);
    return status?.type === "finalized" && status.block;
  });

interface Result {
  readonly type: "Ok" | "Err";
  readonly value?: { readonly value: { readonly index: number; readonly error: readonly number[] } };
}

/** Dispatches a call as root; where, and what became of it. */
async function asRoot(call: Call) {
  const { hash } = await chain.ledger.submit(
    sign(chain.ledger, "//Alice", makeCall(sudo, "sudo", { call }), { nonce: nonce++ }),
  );
  const block = await finalized(hash);
  const { events } = (await face.get(`/v1/extrinsics/${hash}`)).extrinsic;
  const [result] = events.filter(({ name }) => name === "Sudid").map(({ fields }) => fields["sudo_result"] as Result);
  return { block, result };
}

const nowhere: Hex = `0x${"00".repeat(32)}`;
const setCode = (code: Uint8Array) => asRoot(makeCall(system, "set_code", { code }));
const codeNow = async () => (await chain.ledger.stateAt(chain.ledger.best.hash))?.get(codeKey);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("set_code", () => {
  it("refuses what imports, does not load, keeps or lowers the version, or is another network's", async () => {
    const present = (await codeNow()) as Uint8Array;
    const { InvalidSpecName, SpecVersionNeedsToIncrease, FailedToExtractRuntimeVersion, NotSelfContained } =
      system.errors;
    for (const [code, { spec }] of [
      [utf8('import fs from "node:fs";export{fs as instantiate};'), NotSelfContained],
      [utf8("export{instantiate};"), FailedToExtractRuntimeVersion],
      [present, SpecVersionNeedsToIncrease],
      [await raisedRuntimeCode(-1), SpecVersionNeedsToIncrease],
      [await raisedRuntimeCode(1, "another-network"), InvalidSpecName],
    ] as const) {
      const { result } = await setCode(code);
      expect(result?.value?.value).toEqual({ index: system.index, error: [spec.index, 0, 0, 0] });
    }
    expect(await codeNow()).toEqual(present);
  });

  it("is root's alone", async () => {
    const call = makeCall(system, "set_code", { code: utf8("export{instantiate};") });
    const { hash } = await chain.ledger.submit(sign(chain.ledger, "//Alice", call, { nonce: nonce++ }));
    await finalized(hash);
    expect((await face.get(`/v1/extrinsics/${hash}`)).extrinsic.ok).toBe(false);
  });
});

describe("a new runtime", () => {
  it("makes the block after it was named, and everything follows without a restart", async () => {
    const present = chain.ledger.runtime.version.spec_version;
    const versions = await face.listen("state_subscribeRuntimeVersion");
    const blocks = await face.listen("chainHead_v1_follow", true);
    // Signed for the present version, and never ready: its nonce leaves a gap.
    const late = sign(chain.ledger, "//Bob", transfer(key("//Alice").accountId, PHA), { nonce: 1 });
    const { hash: waiting } = await chain.ledger.submit(late);

    const code = await nextRuntimeCode();
    const { block, result } = await setCode(code);
    expect(result?.type).toBe("Ok");
    const first = await eventually(async () => chain.ledger.findHash(block.number + 1));
    const parent = (await chain.ledger.findHash(block.number - 1)) as Hex;

    // The block that names it was still made by the old one; what is read after it is the new one's.
    expect((await chain.ledger.runtimeOf(block.number)).version.spec_version).toBe(present);
    expect((await chain.ledger.runtimeOf(block.number + 1)).version.spec_version).toBe(present + 1);
    const [before, after, now] = [parent, block.hash, undefined].map((at) => face.rpc("state_getMetadata", at));
    expect(await after).toBe(await now);
    expect(await before).not.toBe(await after);
    expect(await face.rpc("state_getRuntimeVersion", parent)).toMatchObject({ specVersion: present });
    expect(await face.rpc("state_getRuntimeVersion", first)).toMatchObject({ specVersion: present + 1 });
    const callsAt = async (at: string) => JSON.stringify(await face.get(`/v1/metadata?at=${at}`)).includes('"greet"');
    expect([await callsAt(parent), await callsAt(block.hash), await callsAt("head")]).toEqual([false, true, true]);
    expect(await face.get("/v1/runtime")).toMatchObject({ specVersion: present + 1 });

    await eventually(() => versions.length === 2);
    expect(versions.map(({ specVersion }) => specVersion)).toEqual([present, present + 1]);
    const named = blocks.filter(({ event, newRuntime }) => event === "newBlock" && newRuntime);
    expect(named).toMatchObject([{ blockHash: block.hash, newRuntime: { spec: { specVersion: present + 1 } } }]);

    // Its migration has run, once, in its first block.
    await eventually(() => chain.ledger.best.number > block.number + 2);
    expect(await face.get("/v1/state/System/UpgradedAt")).toMatchObject({ value: block.number + 1 });

    // What was signed for the old version is nothing any more.
    expect(await chain.ledger.transaction(waiting)).toEqual({ type: "invalid", reason: "BadProof" });
    const old = sign(chain.ledger, "//Bob", transfer(key("//Alice").accountId, PHA), { nonce: 0 });
    await expect(chain.ledger.submit(old)).rejects.toMatchObject({ code: "transaction.BadProof" });
    await expect(face.rpc("author_submitExtrinsic", old)).rejects.toThrow(/1010.*bad signature/i);
  });

  it("has the call that the old one lacked, over REST", async () => {
    const bob = key("//Bob");
    const call = { pallet: "System", call: "greet", args: { whom: "everybody" }, from: bob.accountId };
    const { unsigned, signingPayload } = await face.post("/v1/calls", call);
    const signature = { type: "Sr25519", value: bob.sign(fromHex(signingPayload)) };
    const { hash } = await face.post("/v1/transactions", { unsigned, signature });
    await finalized(hash);
    const { ok, events, call: shown } = (await face.get(`/v1/extrinsics/${hash}`)).extrinsic;
    expect(ok).toBe(true);
    expect(shown).toMatchObject({ pallet: "System", call: "greet", args: { whom: "everybody" } });
    expect(events).toContainEqual(expect.objectContaining({ name: "Greeted", fields: { whom: "everybody" } }));
  });

  it("is handed out by its hash, and so is the old one", async () => {
    await using bus = await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog });
    const genesis = (await chain.ledger.stateAt(chain.ledger.genesis.hash))?.get(codeKey);
    for (const code of [await codeNow(), await genesis]) {
      const hash = codeHash(code as Uint8Array);
      expect(codeHash(await bus.request(subjects.codeGet, {}, { hash }))).toBe(hash);
    }
    const nobodys = bus.request(subjects.codeGet, {}, { hash: nowhere });
    await expect(nobodys).rejects.toMatchObject({ code: "chain.CodeNotFound" });
  });

  it("is there again after a restart", async () => {
    const { best, runtime } = chain.ledger;
    await chain[Symbol.asyncDispose]();
    await using again = await ground.start();
    expect(again.ledger.runtime.version).toEqual(runtime.version);
    await eventually(() => again.ledger.best.number > best.number);
  });
});
