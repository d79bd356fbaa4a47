import { minerErrors, serviceErrors } from "@pha/api";
import { type ErrorMaker, encode, type Hex, toHex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { Contract, contracts, nothingAgreed } from "@pha/runtime/spec";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { beforeEach, describe, expect, it } from "vitest";
import { isUnavailable, makeAskCluster } from "./ask-cluster.ts";
import { makeAskQuery } from "./ask-query.ts";

const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
const here = word(0xc1);
const there = word(0xc2);
const coded = (code: string) => expect.objectContaining({ code, kind: "unavailable" });
const answer = Uint8Array.of(1);
const client = "192.0.2.1";
const queryTo = (contract: Hex) => ({ contract, enc: word(7), ciphertext: Uint8Array.of(2) });

let bus: FakeBus;
/** Ciphertexts that reached a worker. */
let received: number;
/** What workers do, one after another; then they answer. */
let replies: ErrorMaker[];

beforeEach(() => {
  bus = new FakeBus();
  received = 0;
  replies = [];
  const record: Contract = {
    ...{ cluster: 3, codeHash: word(1), deployer: word(2), owner: word(2), deployedAt: 1, epoch: 0 },
    ...{ encryptKey: undefined, agreed: nothingAgreed, halted: false, broken: undefined },
  };
  const keys = [here, there].map((id) => storageKeys(contracts).contracts.key(id));
  bus.reply(subjects.proofGet, ({ keys: asked }) => ({
    number: 1,
    values: asked.map((key) => (keys.includes(toHex(key)) ? encode(Contract, record) : undefined)),
    proof: new Uint8Array(),
  }));
  bus.reply(subjects.query, () => {
    received++;
    const refusal = replies.shift();
    if (refusal) throw refusal();
    return answer;
  });
});

describe("a query", () => {
  it.each([minerErrors.NotServing, minerErrors.LeaseExpired, minerErrors.RequestAhead])(
    "that a worker refused before it took it goes once more: after $code",
    async (refusal) => {
      const ask = makeAskQuery(makeAskCluster(bus));
      replies = [refusal];
      expect(await ask(queryTo(here), client)).toEqual(answer);
      replies = [refusal, refusal];
      await expect(ask(queryTo(here), client)).rejects.toThrowError(coded(refusal.code));
      expect(received).toBe(4);
    },
  );

  it.each([
    [serviceErrors.BusTimeout, "gatekeeper.AnswerLost"],
    [serviceErrors.BusFault, "service-kit.BusFault"],
    [serviceErrors.BusUnreachable, "service-kit.BusUnreachable"],
    [serviceErrors.BusNoResponders, "gatekeeper.NoWorker"],
    [serviceErrors.BusOverloaded, "gatekeeper.Overloaded"],
    [minerErrors.Overloaded, "miner.Overloaded"],
    [minerErrors.ReplayCacheFull, "miner.ReplayCacheFull"],
  ])("that a worker may have, or has no room for, is sent once: $0.code", async (failure, code) => {
    replies = [failure];
    await expect(makeAskQuery(makeAskCluster(bus))(queryTo(here), client)).rejects.toThrowError(coded(code));
    expect(received).toBe(1);
  });

  it("to one contract waits for no flood of another, and a flood is refused with the time to come again", async () => {
    const open: (() => void)[] = [];
    const served: Hex[] = [];
    bus.reply(subjects.query, async ({ contract }) => {
      served.push(contract);
      await new Promise<void>((resolve) => open.push(resolve));
      return answer;
    });
    const ask = makeAskQuery(makeAskCluster(bus));
    const refused: unknown[] = [];
    const flood = Array.from({ length: 300 }, (_, i) => {
      return ask(queryTo(here), `192.0.2.${i % 3}`).catch((error) => void refused.push(error));
    });
    while (served.length < 128) await new Promise(setImmediate);
    expect(refused).toHaveLength(44);
    for (const error of refused)
      expect(error).toMatchObject({ code: "gatekeeper.Overloaded", data: { retryAfterSeconds: 1 } });
    const quiet = ask(queryTo(there), client);
    while (open.length < 128) await new Promise(setImmediate);
    open.shift()?.();
    while (open.length < 128) await new Promise(setImmediate);
    expect(served.at(-1)).toBe(there);
    for (let rest = 257; rest > 0; rest--) {
      while (open.length === 0 && rest > 1) await new Promise(setImmediate);
      open.shift()?.();
    }
    await Promise.all([quiet, ...flood]);
  });
});

it("a request that only reads goes once more after whatever is unavailable, but not when nothing came back", async () => {
  let asked = 0;
  bus.reply(subjects.receipts, () => {
    if (asked++ === 0) throw serviceErrors.BusFault();
    return [];
  });
  const ask = makeAskCluster(bus);
  expect(await ask(subjects.receipts, { contract: here, before: undefined }, isUnavailable)).toEqual([]);
  expect(asked).toBe(2);
  bus.reply(subjects.receipts, () => {
    asked++;
    throw serviceErrors.BusTimeout();
  });
  const lost = ask(subjects.receipts, { contract: here, before: undefined }, isUnavailable);
  await expect(lost).rejects.toThrowError(coded("gatekeeper.AnswerLost"));
  expect(asked).toBe(3);
});
