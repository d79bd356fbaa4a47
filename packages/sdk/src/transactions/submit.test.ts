import { serviceErrors } from "@pha/api";
import { type ErrorMaker, fromHex, type Hex, type Json, toJson } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { type Call, eventOf, errors as frameErrors, makeCall as tx } from "@pha/frame";
import { Header, headerHash, Witness } from "@pha/light-client";
import { makeState } from "@pha/light-client/testing";
import { balances, PHA, sudo, transactionErrors, utility } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { errors, isVerificationError } from "../errors.ts";
import { connect, type Network } from "../network.ts";
import { skipPauses } from "../testing/no-waiting.ts";
import { problemResponse } from "../testing/serve-api.ts";
import { TestChain } from "../testing/test-chain.ts";
import { throwFailure } from "./failure.ts";

skipPauses();

const alice = keypairFromUri("//Alice", "sr25519");
const bob: Hex = keypairFromUri("//Bob", "sr25519").accountId;
const transfer = (value: bigint, to = bob) =>
  tx(balances, "transfer_keep_alive", { dest: { type: "Id", value: to }, value });

let chain: TestChain;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  chain.append();
  network = await connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs });
});

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const posts = () => chain.requests.filter((request) => request === "POST /v1/transactions");

describe("a transaction", () => {
  it.each(["sr25519", "ed25519", "ecdsa"] as const)(
    "signed with %s becomes final, with proof of what it did",
    async (scheme) => {
      const key = keypairFromUri("//payer", scheme);
      await network.submit(alice, transfer(10n * PHA, key.accountId));
      const receipt = await network.submit(key, transfer(PHA), { tip: 5n });
      expect(receipt.block).toMatchObject({
        number: 3,
        hash: headerHash(chain.head.header),
        signers: 4,
        validators: 4,
      });
      const moved = receipt.events.flatMap((event) => eventOf(balances, "Transfer", event) ?? []);
      expect(moved).toEqual([{ from: key.accountId, to: bob, amount: PHA }]);
      expect((await network.account(bob)).data.free).toBe(10_000_001n * PHA);
    },
  );

  it("is waited for only as long as asked", async () => {
    expect(await network.submit(alice, transfer(1n), { wait: "accepted" })).toMatchObject({ status: "accepted" });
    expect(await network.submit(alice, transfer(1n), { wait: "inBlock" })).toMatchObject({ status: "inBlock" });
    chain.autoSeal = false;
    const late = network.submit(alice, transfer(1n), { timeoutMs: 30 });
    expect(await failureOf(late)).toSatisfy(errors.TransactionPending.is);
  });

  it("gets a nonce of its own when several are sent at once", async () => {
    const sent = await Promise.all([1n, 2n, 3n].map((value) => network.submit(alice, transfer(value))));
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(3);
    expect((await network.account(alice.accountId)).nonce).toBe(3);
  });

  it("does not fail with the one before it of its account", async () => {
    await network.submit(alice, transfer(1n));
    const stale = failureOf(network.submit(alice, transfer(2n), { nonce: 0 }));
    expect(await network.submit(alice, transfer(3n))).toMatchObject({ status: "finalized" });
    expect(await stale).toSatisfy(transactionErrors.Stale.is);
  });

  it("is signed by what answers later, as a wallet does", async () => {
    const wallet = { ...alice, sign: async (message: Uint8Array) => alice.sign(message) };
    expect(await network.submit(wallet, transfer(1n))).toMatchObject({ status: "finalized" });
  });

  it("that was taken although the answer got lost is not sent twice", async () => {
    let isLost = false;
    chain.breakAfter = (request) => {
      const breaks = !isLost && request === "POST /v1/transactions";
      isLost ||= breaks;
      return breaks;
    };
    await network.submit(alice, transfer(PHA));
    expect(posts()).toHaveLength(2);
    expect((await network.account(alice.accountId)).nonce).toBe(1);
  });

  it("that is refused after a first answer got lost, is refused: nothing had been taken", async () => {
    let isLost = false;
    const unlucky = await connect({
      chain: chain.url,
      now: () => chain.nowMs,
      fetch: async (url, init) => {
        if (init?.method !== "POST" || isLost) return chain.fetch(url, init);
        isLost = true;
        throw new TypeError("connection reset");
      },
    });
    const poor = keypairFromUri("//poor", "sr25519");
    const sent = unlucky.submit(poor, transfer(1n), { wait: "accepted" });
    expect(await failureOf(sent)).toMatchObject({ code: "transaction.Payment" });
    expect(posts()).toHaveLength(1);
  });

  it("goes to the next of several replicas when one is lost after it took it, and runs once", async () => {
    let isLost = false;
    const fetch = async (url: string, init?: RequestInit) => {
      const path = new URL(url).pathname;
      if (isLost && url.startsWith("http://one.test")) throw new TypeError("fetch failed");
      const response = await chain.fetch(chain.url + path, init);
      if (path !== "/v1/transactions" || isLost) return response;
      isLost = true;
      throw new TypeError("terminated");
    };
    const replicas = ["http://one.test", "http://two.test"];
    const through = await connect({ chain: replicas, fetch, now: () => chain.nowMs });
    expect(await through.submit(alice, transfer(PHA))).toMatchObject({ status: "finalized" });
    expect(posts()).toHaveLength(2);
    expect((await through.account(alice.accountId)).nonce).toBe(1);
  });

  it("takes the next nonce when somebody else took it meanwhile", async () => {
    chain.tamper = (path, reply) => {
      if (!path.includes("accounts")) return reply;
      chain.tamper = (_, same) => same;
      chain.run(alice, transfer(7n));
      return reply;
    };
    await network.submit(alice, transfer(8n));
    expect((await network.account(alice.accountId)).nonce).toBe(2);
  });
});

describe("a chain that says that a nonce is taken", () => {
  const lies = async (run: (extrinsic: Uint8Array) => void, times = 1) => {
    let left = times;
    const fetch = async (url: string, init?: RequestInit) => {
      if (!(init?.method === "POST" && url.endsWith("/v1/transactions")) || left-- <= 0) return chain.fetch(url, init);
      run(fromHex((JSON.parse(String(init.body)) as { extrinsic: Hex }).extrinsic));
      return problemResponse(transactionErrors.Stale());
    };
    return connect({ chain: chain.url, now: () => chain.nowMs, fetch });
  };

  it("gets no second signature while no certified block has used it", async () => {
    const sign = vi.spyOn(alice, "sign");
    const lied = await lies(() => {}, 9);
    expect(await failureOf(lied.submit(alice, transfer(PHA)))).toMatchObject({ code: errors.NonceFree.code });
    expect(sign).toHaveBeenCalledTimes(1);
    sign.mockRestore();
  });

  it("and runs the transaction all the same, has it run once", async () => {
    const lied = await lies((extrinsic) => chain.append([extrinsic]));
    expect(await lied.submit(alice, transfer(PHA))).toMatchObject({ status: "finalized" });
    expect((await network.account(alice.accountId)).nonce).toBe(1);
  });

  it("is asked to prove what used it", async () => {
    const lied = await lies(() => chain.run(alice, transfer(7n)));
    chain.tamper = (path, reply) =>
      path.includes("/extrinsics/") ? { ...(reply as object), extrinsic: "0x00" } : reply;
    expect(await failureOf(lied.submit(alice, transfer(8n)))).toMatchObject({ code: errors.PlaceNotProven.code });
  });
});

describe("after an upgrade of the ledger's runtime", () => {
  it("a transaction is signed for the new version", async () => {
    await network.submit(alice, transfer(1n));
    chain.version = { ...chain.version, specVersion: chain.version.specVersion + 1 };
    await network.submit(alice, transfer(2n));
    await network.submit(alice, transfer(3n));
    expect((await network.account(alice.accountId)).nonce).toBe(3);
    expect(chain.requests.filter((request) => request === "GET /v1/runtime")).toHaveLength(1);
  });

  it("one that it met while it waited is signed again, and runs once", async () => {
    chain.autoSeal = false;
    chain.tamper = (path, step) => {
      if (!path.endsWith("/events")) return step;
      chain.tamper = (_, same) => same;
      chain.autoSeal = true;
      chain.version = { ...chain.version, specVersion: chain.version.specVersion + 1 };
      return { ...(step as { [key: string]: Json }), status: "invalid", reason: "BadProof" };
    };
    await network.submit(alice, transfer(2n));
    expect(posts()).toHaveLength(2);
    expect((await network.account(alice.accountId)).nonce).toBe(1);
  });

  it("one that an upgrade meets each time is signed five times", async () => {
    chain.autoSeal = false;
    chain.tamper = (path, step) => {
      if (!path.endsWith("/events")) return step;
      chain.version = { ...chain.version, specVersion: chain.version.specVersion + 1 };
      return { ...(step as { [key: string]: Json }), status: "invalid", reason: "BadProof" };
    };
    expect(await failureOf(network.submit(alice, transfer(2n)))).toSatisfy(errors.TransactionRefused.is);
    expect(posts()).toHaveLength(5);
  });

  it("a client is told that it is too old when transactions are encoded otherwise", async () => {
    chain.version = { specVersion: chain.version.specVersion + 1, transactionVersion: 99 };
    expect(await failureOf(network.submit(alice, transfer(2n)))).toSatisfy(errors.OutdatedClient.is);
  });
});

describe("a transaction fails with", () => {
  it("the pallet's own error, proven, when its call fails", async () => {
    expect(await failureOf(network.submit(alice, transfer(10n ** 30n)))).toMatchObject({
      module: "Balances",
      name: "InsufficientBalance",
    });
    expect(await failureOf(network.submit(alice, transfer(10n ** 30n), { wait: "inBlock" }))).toSatisfy(
      balances.errors.InsufficientBalance.is,
    );
  });

  it.each<[string, ErrorMaker, (call: Call) => Call]>([
    ["root", frameErrors.BadOrigin, (call) => tx(sudo, "sudo", { call })],
    [
      "another account",
      balances.errors.InsufficientBalance,
      (call) => tx(sudo, "sudo_as", { who: { type: "Id", value: bob }, call }),
    ],
    ["a batch", balances.errors.InsufficientBalance, (call) => tx(utility, "batch", { calls: [call] })],
    [
      "a batch for root",
      frameErrors.BadOrigin,
      (call) => tx(sudo, "sudo", { call: tx(utility, "force_batch", { calls: [call] }) }),
    ],
  ])("the error of a call that it carries for %s, though its own call succeeds", async (_, expected, wrap) => {
    for (const wait of ["inBlock", "finalized"] as const) {
      const error = await failureOf(network.submit(alice, wrap(transfer(10n ** 30n)), { wait }));
      expect(error).toSatisfy(expected.is);
    }
  });

  it("dispatch's own error where no pallet speaks", async () => {
    const forced = tx(balances, "force_transfer", {
      source: { type: "Id", value: bob },
      dest: { type: "Id", value: alice.accountId },
      value: 1n,
    });
    const error = await failureOf(network.submit(alice, forced));
    expect(error).toSatisfy(frameErrors.BadOrigin.is);
    expect(error).toMatchObject({ data: { transaction: expect.stringMatching(/^0x/) } });
  });

  it.each(["Exhausted", "Arithmetic.Overflow", "Module.250.1", "Balances.Newer"])(
    "the reason where it is no error that the client knows: %s",
    (error) => {
      const failed = () => throwFailure([{ event: "System.ExtrinsicFailed", error }], {});
      expect(failed).toThrow(expect.objectContaining({ code: errors.CallFailed.code }));
      expect(failed).toThrow(`reason: ${error}`);
    },
  );

  it("the ledger's refusal when it is not accepted", async () => {
    const poor = keypairFromUri("//poor", "sr25519");
    expect(await failureOf(network.submit(poor, transfer(1n)))).toMatchObject({ code: "transaction.Payment" });
    await network.submit(alice, transfer(1n));
    expect(await failureOf(network.submit(alice, transfer(1n), { nonce: 0 }))).toMatchObject({
      code: "transaction.Stale",
    });
  });

  it("a refusal at once, where another try could bring nothing else", async () => {
    await network.submit(alice, transfer(1n));
    const before = chain.requests.length;
    const poor = keypairFromUri("//poor", "sr25519");
    for (const refused of [network.submit(poor, transfer(1n)), network.submit(alice, transfer(1n), { nonce: 0 })])
      expect(await failureOf(refused)).toBeInstanceOf(Error);
    const asked = chain.requests.slice(before).filter((request) => request.includes("/v1/transactions"));
    expect(asked).toEqual(["POST /v1/transactions", "POST /v1/transactions"]);
  });

  it("why it was dropped after it was accepted", async () => {
    chain.tamper = (path, reply) =>
      path.endsWith("/events")
        ? { ...(reply as object), status: "dropped", reason: "transaction.AncientBirthBlock" }
        : reply;
    const error = await failureOf(network.submit(alice, transfer(1n)));
    expect(error).toSatisfy(errors.TransactionRefused.is);
    expect(error).toMatchObject({ data: { reason: "transaction.AncientBirthBlock" } });
  });

  it("a busy chain's code when that stays busy", async () => {
    const busy = await connect({
      chain: chain.url,
      now: () => chain.nowMs,
      fetch: async (url, init) =>
        init?.method === "POST" ? problemResponse(serviceErrors.DbUnavailable()) : chain.fetch(url, init),
    });
    expect(await failureOf(busy.submit(alice, transfer(1n)))).toSatisfy(serviceErrors.DbUnavailable.is);
  });
});

describe("a chain that lies about a transaction is found out when", () => {
  const tamper = (part: string, change: (reply: { [key: string]: Json }) => Json) => {
    chain.tamper = (path, reply) => (path.includes(part) ? change(reply as { [key: string]: Json }) : reply);
  };

  it("the block does not hold it", async () => {
    tamper("/proof", (reply) => ({ ...reply, count: 2 }));
    expect(await failureOf(network.submit(alice, transfer(1n)))).toSatisfy(errors.TransactionNotProven.is);
    tamper("/events", (reply) => ({
      ...reply,
      status: "finalized",
      block: { number: 1, hash: reply["hash"] ?? null },
    }));
    expect(await failureOf(network.submit(alice, transfer(1n)))).toSatisfy(errors.TransactionNotProven.is);
  });

  it("the proof is of another block; the error says which transaction may have been done all the same", async () => {
    const other = chain.head.header;
    tamper("proofs", (reply) => ({ ...reply, header: toJson(Header, other) }));
    const failure = await failureOf(network.submit(alice, transfer(1n)));
    expect(isVerificationError(failure)).toBe(true);
    expect(failure).toMatchObject({ data: { transaction: expect.stringMatching(/^0x[0-9a-f]{64}$/) } });
  });

  it("the events were left out or made up", async () => {
    tamper("proofs", (reply) => ({ ...reply, witness: toJson(Witness, makeState({}).witness([])) }));
    expect(isVerificationError(await failureOf(network.submit(alice, transfer(1n))))).toBe(true);
  });
});
