import { gatekeeperErrors } from "@pha/api";
import { keypairFromUri } from "@pha/crypto";
import { eventOf } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import { errors as channelErrors } from "@pha/secret-channel";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";
import type { Contract } from "./contract.ts";

passPauses();

const bob = keypairFromUri("//Bob", "sr25519");
let chain: TestChain;
let worker: TestWorker;
let contract: Contract;

/** A client that has proven the contract in epoch 0, which is over since. */
beforeEach(async () => {
  chain = new TestChain();
  worker = new TestWorker(chain);
  worker.register();
  const network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, now: () => chain.nowMs },
  });
  contract = network.contract(worker.contract);
  await contract.query("hello");
  worker.rotate();
});

describe("when another key epoch has begun", () => {
  it("a query is asked once more, encrypted for it", async () => {
    expect((await contract.query("hello")).value).toMatchObject({ method: "hello" });
    expect(worker.served.map(({ call }) => call.method)).toEqual(["hello", "hello"]);
  });

  it("a query whose answer was lost just before is asked once more under its name", async () => {
    await contract.query("hello");
    worker.tamper = () => {
      worker.tamper = (answer) => answer;
      worker.rotate();
      throw gatekeeperErrors.AnswerLost();
    };
    await contract.query("hello");
    const [before, ran, again] = worker.served.slice(-3).map(({ id }) => id);
    expect(again).toBe(ran);
    expect(again).not.toBe(before);
  });

  it("a command that is asked about first is encrypted anew, and signed once", async () => {
    const sign = vi.fn(bob.sign);
    const options = { preflight: true, wait: "finalized" } as const;
    const { events } = await contract.command({ ...bob, sign }, "bid", null, options);
    const [pushed] = events.flatMap((event) => eventOf(contracts, "CommandPushed", event) ?? []);
    expect(pushed).toMatchObject({ epoch: 1 });
    expect(sign).toHaveBeenCalledOnce();
  });

  it("a command that was handed in is not sent again: its sender hears why it failed", async () => {
    const sign = vi.fn(bob.sign);
    await expect(contract.command({ ...bob, sign }, "bid")).rejects.toMatchObject({ code: "Contracts.WrongEpoch" });
    expect(sign).toHaveBeenCalledOnce();
    await contract.command(bob, "bid", null, { wait: "finalized" });
  });
});

it("a query that no worker opens in the newest epoch fails", async () => {
  worker.epoch++;
  await expect(contract.query("hello")).rejects.toSatisfy(channelErrors.Undecipherable.is);
});
