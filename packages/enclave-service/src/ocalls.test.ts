import { decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { ethAddress } from "@pha/crypto";
import { nodePrimitives, signEcdsa } from "@pha/crypto/node";
import { storageKeys } from "@pha/frame";
import { Freshness, freshnessDigest, type Place, placesOf, Witness } from "@pha/light-client";
import {
  BroughtMessages,
  makeSession,
  Ocall,
  readReply,
  SignedHandOverRequest,
  SignedKeyRequest,
  sealHandOver,
  sealPartials,
  signHandOverRequest,
  signKeyRequest,
} from "@pha/program-kit";
import { codeHashOf, contracts } from "@pha/runtime/spec";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { beforeEach, describe, expect, it } from "vitest";
import { serveOcalls } from "./ocalls.ts";

const code = utf8("export default {}");
const hash = codeHashOf(code);
const genesisHash: Hex = `0x${"9e".repeat(32)}`;
let bus: FakeBus;
let woken: number;
let ask: (request: Ocall) => Promise<Uint8Array>;

/** A chain whose only entry is one contract's code. */
beforeEach(() => {
  bus = new FakeBus();
  const { code: item } = contracts.storage;
  const state = new Map<Hex, Uint8Array>([[storageKeys(contracts).code.key(hash), encode(item.type, code)]]);
  bus.reply(subjects.proofGet, ({ number, keys }) => ({
    number: number ?? 9,
    values: keys.map((key) => state.get(toHex(key))),
    proof: utf8(`proof at ${number}`),
  }));
  woken = 0;
  const serve = serveOcalls({ bus, genesisHash, wake: () => void woken++ });
  ask = async (request) => readReply(await serve(encode(Ocall, request)));
});

it("brings values and proof of keys, at the height the program names", async () => {
  const keys = [fromHex(storageKeys(contracts).code.key(hash)), Uint8Array.of(1)];
  const witness = decode(Witness, await ask({ type: "Prove", value: { number: 7, keys } }));
  expect(witness).toEqual({
    values: [
      [keys[0], encode(contracts.storage.code.type, code)],
      [keys[1], undefined],
    ],
    proof: utf8("proof at 7"),
  });
});

it("brings a contract's code, and says when there is none", async () => {
  expect(await ask({ type: "Code", value: hash })).toEqual(code);
  await expect(ask({ type: "Code", value: `0x${"00".repeat(32)}` })).rejects.toThrowError(
    expect.objectContaining({ code: "enclave-service.UnknownCode" }),
  );
});

it("passes a request for keys on to the gatekeeper that it names, and gives its own answer, not one in its name", async () => {
  const session = makeSession(nodePrimitives);
  const seeds = [new Uint8Array(32).fill(8), new Uint8Array(32).fill(9)] as const;
  const [gatekeeper] = seeds.map((seed) => toHex(nodePrimitives.ed25519.publicKey(seed))) as [Hex];
  const asking = { gatekeeper, worker: hash, nonce: `0x${"05".repeat(16)}`, labels: [] } as const;
  const signed = signKeyRequest(genesisHash, asking, session.sign);
  const answerOf = (seed: Uint8Array) =>
    sealPartials(
      {
        primitives: nodePrimitives,
        genesis: genesisHash,
        sign: (message) => nodePrimitives.ed25519.sign(seed, message),
      },
      session.hpkeKey,
      signed,
      { round: 1, index: 1, signatures: [] },
    );
  const release = () => ask({ type: "Release", value: { gatekeeper, request: encode(SignedKeyRequest, signed) } });
  const own = answerOf(seeds[0]);
  bus.reply(subjects.keyRelease, () => own);
  expect(await release()).toEqual(own);
  expect(bus.requested).toEqual([`gatekeeper.v1.member.${gatekeeper.slice(2)}.release`]);
  bus.reply(subjects.keyRelease, () => answerOf(seeds[1]));
  await expect(release()).rejects.toThrowError(expect.objectContaining({ code: "service-kit.BusTimeout" }));
});

it("passes a request for a checkpoint on to the worker that it names, and gives its own answer, not one in its name", async () => {
  const session = makeSession(nodePrimitives);
  const seeds = [new Uint8Array(32).fill(8), new Uint8Array(32).fill(9)] as const;
  const [giver] = seeds.map((seed) => toHex(nodePrimitives.ed25519.publicKey(seed))) as [Hex];
  const asking = { giver, asker: hash, nonce: `0x${"05".repeat(16)}`, contract: hash, height: 7, part: 0 } as const;
  const signed = signHandOverRequest(genesisHash, asking, session.sign);
  const answerOf = (seed: Uint8Array) => {
    const sign = (message: Uint8Array) => nodePrimitives.ed25519.sign(seed, message);
    return sealHandOver({ primitives: nodePrimitives, genesis: genesisHash, sign }, session.hpkeKey, signed, code);
  };
  const handOver = () => ask({ type: "HandOver", value: { giver, request: encode(SignedHandOverRequest, signed) } });
  const own = answerOf(seeds[0]);
  bus.reply(subjects.handOver, () => own);
  expect(await handOver()).toEqual(own);
  expect(bus.requested).toEqual([`miner.v1.worker.${giver.slice(2)}.checkpoint`]);
  bus.reply(subjects.handOver, () => answerOf(seeds[1]));
  await expect(handOver()).rejects.toThrowError(expect.objectContaining({ code: "service-kit.BusTimeout" }));
});

it("keeps no checkpoints where there is no place for them", async () => {
  const part = { contract: hash, part: 0, isLast: true, bytes: code };
  await expect(ask({ type: "Keep", value: part })).rejects.toThrowError(
    expect.objectContaining({ code: "enclave-service.NotKept" }),
  );
  expect(await ask({ type: "Kept", value: { contract: hash, part: 0 } })).toEqual(new Uint8Array());
});

it("wakes the service, and nobody else", async () => {
  expect(await ask({ type: "Wake" })).toEqual(new Uint8Array());
  expect([woken, bus.requested]).toEqual([1, []]);
});

it("hands a nonce to the validator that is named, and gives its own answer, not one in its name", async () => {
  const nonce: Hex = `0x${"5a".repeat(32)}`;
  const secret = new Uint8Array(32).fill(7);
  const validator = ethAddress(secret);
  const [place] = placesOf([nonce]) as [Place];
  const said = { setId: 1n, number: 7, hash: nonce };
  const signature = signEcdsa(secret, freshnessDigest(genesisHash, place.root, said));
  bus.reply(subjects.validatorFresh, () => ({ ...said, place, validator, signature }));
  const ofValidator = () => ask({ type: "Fresh", value: { validator, nonce } });
  expect(decode(Freshness, await ofValidator())).toEqual({ ...said, place, validator, signature });
  expect(bus.requested).toEqual([`relay.v1.validator.${validator}.fresh`]);
  bus.reply(subjects.validatorFresh, () => ({ ...said, number: 8, place, validator, signature }));
  await expect(ofValidator()).rejects.toThrowError(expect.objectContaining({ code: "service-kit.BusTimeout" }));
});

describe("the messages of a cluster", () => {
  /** One block in a hundred has two of cluster 3. */
  const all = Array.from({ length: 12 }, (_, i) => ({
    block: 100 * (1 + (i >> 1)),
    message: Uint8Array.of(i & 1 ? 0 : 1 + (i >> 1)),
  }));

  beforeEach(() => {
    bus.reply(subjects.messagesGet, ({ cluster, fromBlock, toBlock, isNewest }) => {
      const found = all.filter(({ block }) => cluster === 3 && block >= fromBlock && block <= toBlock);
      return isNewest ? found.slice(-4) : found.slice(0, 4);
    });
  });

  const bring = async (fromBlock: number, toBlock: number) =>
    decode(BroughtMessages, await ask({ type: "Messages", value: { cluster: 3, fromBlock, toBlock } }));

  it("are brought of all blocks that are asked for, and of no others", async () => {
    const brought = await bring(100, 500);
    expect(brought.map(([first]) => first)).toEqual([1, 0, 2, 0, 3, 0, 4, 0, 5, 0]);
    expect((await bring(101, 200)).map(([first]) => first)).toEqual([2, 0]);
    expect(await bring(601, 700)).toEqual([]);
  });

  it("are brought up to a block, the newest that fit", async () => {
    const value = { cluster: 3, block: 450 };
    const brought = decode(BroughtMessages, await ask({ type: "MessagesUpTo", value }));
    expect(brought.map(([first]) => first)).toEqual([3, 0, 4, 0]);
  });
});
