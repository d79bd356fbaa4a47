import { utf8 } from "@pha/codec";
import { validators } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect } from "vitest";
import { type Built, buildProgram, loadWorker } from "./testing/enclave.ts";
import { adder, ClusterLedger, word } from "./testing.ts";

let built: Built;
beforeAll(async () => {
  built = await buildProgram();
});
afterAll(() => built[Symbol.asyncDispose]());

attack(
  "have a worker's enclave answer for longer than its lease, showing it no newer blocks",
  async ({ refused, held }) => {
    const chain = new ClusterLedger();
    chain.ledger.pallet(validators).leaseMs.put(3_000);
    const id = word(0xc1);
    const scope = chain.instantiate(id, adder, 42);
    await using worker = await loadWorker(built, chain);
    await worker.start();
    await worker.ask({ type: "Advance", value: chain.block() });
    await worker.register();
    await worker.ask({ type: "Advance", value: chain.block() });
    await worker.tick([id]);
    expect((await worker.query(scope)).outcome).toEqual({ type: "Done", value: utf8("42") });

    // Validators' answers go on arriving, for as long as four leases would have lasted.
    const withheld = chain.block();
    let questions = 0;
    const { fresh } = chain.ledger;
    chain.ledger.fresh = (...asked) => {
      questions++;
      return fresh.apply(chain.ledger, asked);
    };
    await eventually(() => questions >= 8, { withinMs: 60_000 });
    await refused("miner.LeaseExpired", () => worker.query(scope));
    const receipt = { contract: id, message: 1n, agreed: undefined };
    await refused("miner.LeaseExpired", () => worker.askFor({ type: "Receipt", value: receipt }));
    await refused("miner.LeaseExpired", () =>
      worker.askFor({ type: "Receipts", value: { contract: id, before: undefined } }),
    );

    await worker.ask({ type: "Advance", value: withheld });
    await worker.tick([id]);
    await held("it answers again once it is shown the newest block", async () => {
      expect((await worker.query(scope)).statement.number).toBe(withheld.block.header.number);
    });
  },
  90_000,
);
