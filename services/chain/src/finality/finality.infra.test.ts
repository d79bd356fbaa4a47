import { writeFile } from "node:fs/promises";
import { chainSpecToJson, PHA } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { subjects } from "@pha/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cuttable } from "../testing/cuttable.ts";
import { type Ground, key, openGround, sign, spec, startSigners, transfer } from "../testing/test-chain.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground[Symbol.asyncDispose]());

describe("finality", () => {
  it("is at most 64 blocks behind, catches up when validators come, and is told in height order", async () => {
    const path = `${ground.config.code}.json`;
    const fast = { ...spec, blockTimes: { minimumMs: 1, gatherMs: 0, idleMs: 1 } };
    await writeFile(path, JSON.stringify(chainSpecToJson(fast)));
    await using chain = await ground.start({ spec: path });
    const { ledger } = chain;
    await eventually(() => ledger.best.number === 64, { withinMs: 30_000 });
    await using bus = await connectBus({ service: "miner", url: ground.config.natsUrl, log: silentLog });
    const proposed: number[] = [];
    await bus.subscribe(subjects.blockProposed, {}, ({ value }) => void proposed.push(value.header.number)).ready;
    // All that wait for votes are proposed again and again: seen from 1 to 64 and none above, it is at its limit.
    await eventually(() => proposed.filter((number) => number === 64).length > 1, { withinMs: 30_000 });
    expect(Math.max(...proposed)).toBe(64);
    expect([ledger.best.number, ledger.finalized.number]).toEqual([64, 0]);

    const received: number[] = [];
    const told: number[] = [];
    ledger.events.on("finalized", ({ number }) => told.push(number));
    await bus.subscribe(subjects.blockFinalized, {}, ({ value }) => void received.push(value.header.number)).ready;
    await using _ = await startSigners(ground.config.natsUrl, ledger.genesis.hash);
    await eventually(() => ledger.finalized.number > 64 && received.length > 64, { withinMs: 30_000 });
    const inOrder = (numbers: number[]) => numbers.every((number, i) => number === i + 1);
    expect(inOrder(received) && inOrder(told)).toBe(true);

    const page = await bus.request(subjects.finalizedGet, {}, { from: 10, limit: 5, events: undefined });
    expect(page.map(({ header, certificate }) => [header.number, certificate.number])).toEqual(
      [10, 11, 12, 13, 14].map((number) => [number, number]),
    );
    expect(page.every(({ events }) => events.length === 0)).toBe(true);
    await expect(bus.request(subjects.blockGet, {}, { number: 1, offset: 0 })).rejects.toMatchObject({
      code: "chain.BlockNotFound",
    });
  });

  it("waits while NATS is away, loses nothing, and goes on", async () => {
    const other = await openGround();
    await using _ = other;
    await using nats = await cuttable(other.config.natsUrl);
    await using chain = await other.start({ natsUrl: nats.url });
    const { ledger } = chain;
    await using signers = await startSigners(other.config.natsUrl, ledger.genesis.hash);
    await eventually(() => ledger.finalized.number >= 1);

    nats.cut();
    const { hash } = await ledger.submit(sign(ledger, "//Alice", transfer(key("//Bob").accountId, PHA), { nonce: 0 }));
    const included = await eventually(async () => {
      const status = await ledger.transaction(hash);
      return status?.type === "inBlock" && status;
    });
    nats.mend();
    await eventually(async () => (await ledger.transaction(hash))?.type === "finalized", { withinMs: 20_000 });
    expect(signers.proposals.has(included.block.hash)).toBe(true);

    await using bus = await connectBus({ service: "miner", url: other.config.natsUrl, log: silentLog });
    const [block] = await bus.request(subjects.finalizedGet, {}, { from: included.block.number, limit: 1, events: 0 });
    const stored = await ledger.listEvents(included.block.hash);
    expect(stored.map(({ pallet, name }) => `${pallet}.${name}`)).toContain("Balances.Transfer");
    expect(block?.events).toEqual(stored.map(({ index: _, ...event }) => event));
  });
});
