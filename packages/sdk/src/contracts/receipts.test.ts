import { minerErrors, serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { emptyMessageHead } from "@pha/light-client";
import { messages } from "@pha/runtime/spec";
import { unreadable } from "@pha/secret-channel";
import { beforeEach, describe, expect, it } from "vitest";
import { ContractError, errors, isVerificationError } from "../errors.ts";
import { type ConnectOptions, connect } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";
import { type CommandStore, memoryStore } from "./command-store.ts";
import type { Contract } from "./contract.ts";

// Time passes as fast as the client waits.
passPauses();

const bob = keypairFromUri("//Bob", "sr25519");
const foreign: Hex = `0x${"99".repeat(32)}`;

let chain: TestChain;
let worker: TestWorker;
let store: CommandStore;

beforeEach(() => {
  chain = new TestChain();
  worker = new TestWorker(chain);
  worker.register();
  store = memoryStore();
});

/** The contract, as a client of its own uses it. */
async function client(options: Partial<ConnectOptions> = {}): Promise<Contract> {
  const network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, now: () => chain.nowMs, commands: store },
    ...options,
  });
  return network.contract(worker.contract);
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const failed = (code: string, message: string) => () => ({ type: "Failed" as const, value: { code, message } });

describe("a command", () => {
  it("gives what it returned, once one worker's receipt is verified", async () => {
    const finals: bigint[] = [];
    const { value, gas, message, standing, verified, block } = await (await client()).command<{ did: string }>(
      bob,
      "bid",
      { amount: 7n },
      { onFinal: (final) => finals.push(final.message) },
    );
    expect({ value, gas, message, standing }).toEqual({
      ...{ value: { did: "bid" }, gas: 32_768n, message: 1n, standing: "provisional" },
    });
    expect(verified).toMatchObject({ worker: worker.identity, certifiedBy: "4/4", program: "miner 1.0.0" });
    expect(block.number).toBe(2);
    expect(finals).toEqual([1n]);
  });

  it.each([
    ["the contract's own code and words", "contract.AuctionEnded", "It is over.", "It is over."],
    ["the engine's code, which comes without words", "contract-engine.GasExhausted", "", "The call used up its gas."],
  ])("that failed throws %s", async (_, code, message, said) => {
    worker.execute = failed(code, message);
    const error = await failureOf((await client()).command(bob, "bid"));
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ code, message: said });
    expect(isVerificationError(error)).toBe(false);
  });

  it("waits until its receipt is there, or until it is agreed", async () => {
    let asked = 0;
    worker.tamperReceipt = (receipt) => {
      if (++asked < 3) throw minerErrors.NotExecuted();
      if (asked === 4) worker.agree();
      return receipt;
    };
    const contract = await client();
    expect(await contract.command(bob, "bid")).toMatchObject({ standing: "provisional" });
    const { standing, verified } = await contract.receipt(1n, { standing: "agreed" });
    expect({ standing, verified, asked }).toEqual({ standing: "agreed", verified: undefined, asked: 5 });
    expect(await contract.command(bob, "bid", null, { wait: "finalized" })).toMatchObject({ message: 2n });
    expect(asked).toBe(5);
  });

  it("says that it is final when its receipt does not come in time", async () => {
    worker.tamperReceipt = () => {
      throw minerErrors.NotExecuted();
    };
    const error = await failureOf((await client()).command(bob, "bid", null, { timeoutMs: 3_000 }));
    expect(error).toSatisfy(errors.ReceiptPending.is);
    expect(error).toMatchObject({ data: { message: 1n }, cause: { name: "NotExecuted" } });
  });

  it("is final or unknown as the ledger says, when no worker has come to it", async () => {
    worker.tamperReceipt = () => {
      throw minerErrors.NotExecuted();
    };
    const contract = await client();
    const { message } = await contract.command(bob, "bid", null, { wait: "finalized" });
    chain.append([], (of) => of(messages).head.put(0, { ...emptyMessageHead, count: message }));
    const later = await client();
    await expect(later.receipt(message, { timeoutMs: 3_000 })).rejects.toSatisfy(errors.ReceiptPending.is);
    const asked = () => chain.requests.filter((request) => request.includes("receipts")).length;
    const before = asked();
    await expect(later.receipt(message + 1n)).rejects.toMatchObject({
      code: minerErrors.UnknownMessage.code,
      data: { message: message + 1n, newest: message },
    });
    expect(asked()).toBe(before); // the ledger alone says so, at once
  });

  it("goes on asking though a worker's host denies it", async () => {
    let asked = 0;
    worker.tamperReceipt = (receipt) => {
      if (++asked < 4) throw minerErrors.UnknownMessage();
      return receipt;
    };
    const contract = await client();
    expect(await contract.command(bob, "bid")).toMatchObject({ message: 1n });
    asked = 0;
    await expect(contract.receipt(1n)).rejects.toSatisfy(minerErrors.UnknownMessage.is);
  });

  it("of a contract that was halted is never agreed on", async () => {
    const contract = await client();
    await contract.command(bob, "bid");
    worker.register({ contract: { halted: true } });
    await expect(contract.receipt(1n, { standing: "agreed" })).rejects.toSatisfy(errors.ContractHalted.is);
  });

  it("is not sent when nobody could hand out its receipt, or when its receipt could not be read later", async () => {
    await expect((await client({ gatekeepers: [] })).command(bob, "bid")).rejects.toSatisfy(errors.NoGatekeeper.is);
    const full = { ...memoryStore(), put: () => Promise.reject(new Error("disk full")) };
    await expect((await client({ commands: full })).command(bob, "bid")).rejects.toThrow("disk full");
    expect(chain.requests).not.toContain("POST /v1/transactions");
  });

  it("that the workers could not open says so", async () => {
    const contract = await client();
    worker.tamperReceipt = ({ message, receipt }) => worker.signed(message, unreadable(receipt));
    await expect(contract.command(bob, "bid")).rejects.toMatchObject({ code: "channel.Undecipherable" });
  });
});

describe("a receipt", () => {
  it("is read by another client with the same store when the one that sent the command is gone", async () => {
    const gone = await failureOf(
      (await client()).command(bob, "bid", null, {
        onFinal: () => {
          throw new Error("crashed");
        },
      }),
    );
    expect(gone).toMatchObject({ message: "crashed" });
    expect(await (await client()).receipt(1n)).toMatchObject({ message: 1n, value: { did: "bid" } });
    worker.execute = failed("contract.TooLate", "No.");
    await expect((await client()).receipt(1n)).rejects.toMatchObject({ code: "contract.TooLate" });
  });

  it("is found by who does not know the command's number", async () => {
    const contract = await client();
    await contract.command(bob, "bid");
    await (await client({ commands: memoryStore() })).command(bob, "bid");
    await contract.command(bob, "raise");
    expect(await (await client()).sentMessages()).toEqual([3n, 1n]);
    await expect((await client({ gatekeepers: [] })).sentMessages()).rejects.toSatisfy(errors.NoGatekeeper.is);
  });

  it("is had from another gatekeeper when one lies, refuses or is down", async () => {
    const through = (url: string, init?: RequestInit) =>
      url.startsWith("http://bad.test")
        ? bad(url.replace("http://bad.test", worker.url), init)
        : worker.fetch(url, init);
    let bad = worker.fetch as (url: string, init?: RequestInit) => Promise<Response>;
    const contract = await client({ gatekeepers: ["http://bad.test", worker.url], fetch: through });
    await contract.command(bob, "bid");
    const behaviours: (typeof bad)[] = [
      async (url, init) => {
        const { statement, ...reply } = await (await worker.fetch(url, init)).json();
        return Response.json({ ...reply, statement: { ...statement, worker: foreign } });
      },
      async () => Response.json({ ...serviceErrors.RouteNotFound() }, { status: 404 }),
      () => Promise.reject(new TypeError("fetch failed")),
    ];
    for (bad of behaviours)
      expect(
        await (await client({ gatekeepers: ["http://bad.test", worker.url], fetch: through })).receipt(1n),
      ).toMatchObject({ value: { did: "bid" } });
  });
});
