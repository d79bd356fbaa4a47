import { gatekeeperErrors, minerErrors, serviceErrors } from "@pha/api";
import { defineErrors, type ErrorMaker, type Hex, toHex, utf8 } from "@pha/codec";
import { type Abi, withAbi } from "@pha/contract-engine/abi";
import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { errors as lightErrors } from "@pha/light-client";
import { nothingAgreed } from "@pha/runtime/spec";
import { errors as channelErrors } from "@pha/secret-channel";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ContractError, errors, isVerificationError } from "../errors.ts";
import { connect, type Network } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { argsOf, done, TestWorker } from "../testing/test-worker.ts";

// Time passes as fast as the client waits.
const passTime = passPauses();

const alice = keypairFromUri("//Alice", "sr25519");
const nothing = { type: "null" };
const abi: Abi = {
  abi: 1,
  commands: { bid: { input: { type: "string", format: "u128" }, output: nothing } },
  queries: { hello: { input: nothing, output: nothing } },
};
const described = utf8(withAbi("export default {};", abi));
const foreign: Hex = `0x${"99".repeat(32)}`;

let chain: TestChain;
let worker: TestWorker;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  worker = new TestWorker(chain);
  worker.register();
  network = await connect({
    chain: chain.url,
    gatekeepers: [worker.url, worker.url],
    genesisHash: chain.genesisHash,
    fetch: worker.fetch,
    now: () => chain.nowMs,
  });
});

const ask = (options = {}) => network.contract(worker.contract).query("hello", undefined, options);
const askFails = (options = {}) =>
  ask(options).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a query", () => {
  it("gives the value with what was signed and what was verified", async () => {
    worker.run = (query) => done({ method: query.call.method, args: argsOf(query) as never });
    const answer = await network.contract(worker.contract).query("add", { to: 7n, key: Uint8Array.of(1) });
    expect(answer.value).toEqual({ method: "add", args: { to: "7", key: "0x01" } });
    expect(answer.statement.worker).toBe(worker.identity);
    expect(answer.verified).toMatchObject({
      block: { number: 1 },
      certifiedBy: "4/4",
      worker: worker.identity,
      codeHash: worker.codeHash,
      program: "miner 1.0.0",
      confidence: 128,
      tagAgreed: "not yet",
    });
  });

  it("costs one request once the facts are proven", async () => {
    await ask();
    chain.requests.length = 0;
    await ask();
    expect(chain.requests).toEqual([`POST /v1/contracts/${worker.contract}/query`]);
  });

  it("is anonymous, or asked by an account that signs once for all queries of one scope", async () => {
    const sign = vi.fn(alice.sign);
    const signer = { ...alice, sign };
    expect((await ask()).value).toEqual({ caller: null, method: "hello" });
    for (const _ of [1, 2]) expect((await ask({ caller: signer })).value).toMatchObject({ caller: alice.accountId });
    const session = await network.session(signer, { contracts: [worker.contract], blocks: 50 });
    expect((await ask({ caller: session })).value).toMatchObject({ caller: alice.accountId });
    expect(sign).toHaveBeenCalledTimes(2);
  });

  it("shows nobody on the way what is asked and what is answered", async () => {
    worker.run = () => done("the-answer-marker");
    const seen: string[] = [];
    const spying = await connect({
      chain: chain.url,
      gatekeepers: [worker.url],
      now: () => chain.nowMs,
      fetch: async (url, init) => {
        const response = await worker.fetch(url, init);
        seen.push(String(init?.body), await response.clone().text());
        return response;
      },
    });
    await spying.contract(worker.contract).query("the-method-marker", "the-argument-marker", { caller: alice });
    const hex = (text: string) => toHex(new TextEncoder().encode(text)).slice(2);
    for (const marker of ["the-method-marker", "the-argument-marker", "the-answer-marker", alice.accountId.slice(2)])
      for (const text of seen.filter((entry) => entry.includes("ciphertext") || entry.includes("answer")))
        expect(text.includes(marker) || text.includes(hex(marker))).toBe(false);
  });

  it("names the one worker that may answer, inside the ciphertext", async () => {
    await ask({ worker: worker.identity });
    expect(worker.served[0]?.worker).toBe(worker.identity);
  });

  it("that the contract refuses throws a ContractError, which is no verification error", async () => {
    worker.run = () => ({ type: "Failed", value: { code: "contract.AuctionClosed", message: "It is over." } });
    const error = await askFails();
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ code: "contract.AuctionClosed", message: "It is over." });
    expect(isVerificationError(error)).toBe(false);
  });

  it("that the ABI in the contract's code does not admit is not sent", async () => {
    worker.code = described;
    worker.register();
    const contract = network.contract(worker.contract);
    expect(await contract.abi()).toEqual(abi);
    for (const [method, args, code] of [
      ["goodbye", null, "contract-engine.UnknownMethod"],
      ["bid", "1", "contract-engine.IsCommand"],
      ["hello", 1, "contract-engine.WrongArguments"],
    ] as const)
      await expect(contract.query(method, args, { caller: alice })).rejects.toMatchObject({ code });
    expect(worker.served).toHaveLength(0);
    expect((await contract.query("hello")).value).toEqual({ caller: null, method: "hello" });
  });

  it("with arguments that have no JSON form is not sent", async () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const args of [circular, "x".repeat(300_000)])
      await expect(network.contract(worker.contract).query("hello", args)).rejects.toSatisfy(errors.BadArguments.is);
  });
});

describe("an answer is accepted", () => {
  it("with its tag, when the cluster has agreed on it", async () => {
    worker.register({ contract: { agreed: { ...nothingAgreed, stateHeight: 1, stateTag: worker.stateTag } } });
    expect((await ask()).verified.tagAgreed).toBe(true);
  });

  it("from a worker that registered anew after the facts were proven", async () => {
    await ask();
    worker.sessionSeed = purePrimitives.randomBytes(32);
    worker.register({ worker: { registeredAt: 2 } });
    expect((await ask()).verified.block.number).toBe(2);
  });

  it("at a block newer than the facts, and one a little older", async () => {
    await ask();
    const old = chain.head;
    chain.append();
    expect((await ask()).verified.block.number).toBe(2);
    for (let i = 0; i < 5; i++) chain.append();
    await network.head();
    worker.lie = { number: 1, blockHash: old.certificate?.blockHash as Hex };
    expect((await ask()).verified.block.number).toBe(1);
  });
});

const refuse = (error: ErrorMaker): never => {
  throw error();
};

describe("a query that the network cannot answer now", () => {
  it("is asked again elsewhere, encrypted anew, under its name", async () => {
    let failures = 2;
    worker.tamper = (answer) => (failures-- > 0 ? refuse(serviceErrors.BusTimeout) : answer);
    await ask();
    expect(worker.served).toHaveLength(3);
    expect(new Set(worker.served.map(({ replayKey }) => replayKey)).size).toBe(3);
    expect(new Set(worker.served.map(({ id }) => id)).size).toBe(1);
    await ask();
    expect(new Set(worker.served.map(({ id }) => id)).size).toBe(2);
  });

  it.each([gatekeeperErrors.AnswerLost, minerErrors.RequestReplayed])(
    "is asked once more when it was lost on the way, however long that took, encrypted anew: $code",
    async (lost) => {
      let losses = 1;
      worker.tamper = (answer) => {
        if (losses-- <= 0) return answer;
        passTime(20_000);
        return refuse(lost);
      };
      await ask();
      expect(new Set(worker.served.map(({ replayKey }) => replayKey)).size).toBe(2);
      losses = 5;
      expect(await askFails()).toMatchObject({ code: lost.code });
      expect(worker.served).toHaveLength(4);
    },
  );

  it("is asked again when an overloaded worker says to, no sooner", async () => {
    let refusals = 1;
    const times: number[] = [];
    worker.tamper = (answer) => {
      times.push(performance.now());
      if (refusals-- > 0) throw minerErrors.Overloaded({ retryAfterSeconds: 2 });
      return answer;
    };
    await ask();
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(2_000);
  });

  it("fails with the network's code after a few tries", async () => {
    worker.tamper = () => refuse(minerErrors.NotServing);
    expect(await askFails()).toMatchObject({ code: "miner.NotServing" });
    expect(worker.served.length).toBeGreaterThan(2);
  });

  it("that names a worker is asked until that one gets it; one outside of the cluster never does", async () => {
    let others = 2;
    worker.tamper = (answer) => (others-- > 0 ? refuse(minerErrors.OtherWorker) : answer);
    await ask({ worker: worker.identity });
    expect(worker.served).toHaveLength(3);
    others = 2;
    expect(await askFails({ worker: foreign })).toMatchObject({ code: "miner.OtherWorker" });
    expect(worker.served).toHaveLength(4);
  });

  it("is issued at the newest block when it was too old", async () => {
    await ask();
    for (let i = 0; i < 3; i++) chain.append();
    worker.tamper = (answer) => {
      worker.tamper = (same) => same;
      return worker.served.at(-1)?.issued === 1 ? refuse(minerErrors.RequestExpired) : answer;
    };
    await ask();
    expect(worker.served.map(({ issued }) => issued)).toEqual([1, 1, 4]);
  });

  const contract = defineErrors("contract", { Denied: { index: 0, kind: "forbidden", doc: "No." } });
  it.each([lightErrors.BadSignature, channelErrors.AnswerInvalid, contract.Denied])(
    "is not refused in another's name: $code stays the gatekeeper's word",
    async (error) => {
      worker.tamper = () => refuse(error);
      const told = await askFails();
      expect(told).toMatchObject({ code: `remote.${error.code}` });
      expect([isVerificationError(told), told instanceof ContractError, error.is(told)]).toEqual([false, false, false]);
    },
  );

  it("is not sent without a gatekeeper, to an unknown contract, or to one without a key", async () => {
    const alone = await connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs });
    await expect(alone.contract(worker.contract).query("hello")).rejects.toSatisfy(errors.NoGatekeeper.is);
    await expect(network.contract(foreign).query("hello")).rejects.toSatisfy(errors.UnknownContract.is);
    worker.register({ contract: { encryptKey: undefined } });
    await network.head();
    expect(await askFails()).toSatisfy(errors.ContractNotReady.is);
  });
});
