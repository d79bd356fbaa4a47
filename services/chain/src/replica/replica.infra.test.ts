import { type Proposal, readDigest } from "@pha/light-client";
import { extrinsicHash, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Chain } from "../service.ts";
import { readMetrics } from "../testing/metrics.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "../testing/test-chain.ts";

const bob = key("//Bob").accountId;

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

/** By its own word. */
const isAuthor = async ({ port }: Chain) => (await readMetrics(`http://127.0.0.1:${port}`))("chain_is_author") === 1;

describe("replicas of one chain", () => {
  it("may start together on an empty database", async () => {
    await using started = new AsyncDisposableStack();
    const starting = Array.from({ length: 3 }, async () => started.use(await ground.start()));
    const chains = await Promise.all(starting);
    expect(new Set(chains.map(({ ledger }) => ledger.genesis.hash)).size).toBe(1);
    await eventually(async () => (await Promise.all(chains.map(isAuthor))).includes(true));
  });

  it("accept, serve and tell the same, whichever authors", async () => {
    await using first = await ground.start();
    await eventually(() => isAuthor(first));
    await using second = await ground.start();
    await using _ = await startSigners(ground.config.natsUrl, first.ledger.genesis.hash);
    const steps: string[][] = [[], []];
    const bytes = [0, 1, 2, 3].map((nonce) => sign(first.ledger, "//Alice", transfer(bob, PHA), { nonce }));
    const last = extrinsicHash(bytes[3] as Uint8Array);
    for (const [i, { ledger }] of [first, second].entries())
      ledger.events.on("transaction", (hash, { type }) => hash === last && steps[i]?.push(type));
    for (const [i, one] of bytes.entries()) await (i % 2 ? second : first).ledger.submit(one);
    await eventually(() => steps.every((told) => told.at(-1) === "finalized"));
    expect(steps[1]).toEqual(steps[0]);
    const { ledger } = second;
    await eventually(() => ledger.finalized.number >= first.ledger.finalized.number);
    expect(await ledger.nextNonce(key("//Alice").accountId)).toBe(4);
    expect(await ledger.findHash(ledger.finalized.number)).toBe(ledger.finalized.hash);
  });

  it("go on with another author when one ends, and lose nothing that was waiting", async () => {
    await using second = new AsyncDisposableStack();
    const first = await ground.start();
    await eventually(() => isAuthor(first));
    const other = second.use(await ground.start());
    await using _ = await startSigners(ground.config.natsUrl, other.ledger.genesis.hash);
    const gap = sign(other.ledger, "//Alice", transfer(bob, PHA), { nonce: 1 });
    await first.ledger.submit(gap);
    await first[Symbol.asyncDispose]();
    const { number } = other.ledger.best;
    await eventually(() => other.ledger.best.number > number);
    await other.ledger.submit(sign(other.ledger, "//Alice", transfer(bob, PHA), { nonce: 0 }));
    await eventually(async () => (await other.ledger.transaction(extrinsicHash(gap)))?.type === "finalized");
  });

  it("give up by the author's word alone, and all tell so", async () => {
    await using first = await ground.start();
    await eventually(() => isAuthor(first));
    await using second = await ground.start();
    const rival = sign(first.ledger, "//Alice", transfer(bob, PHA), { nonce: 1 });
    const better = sign(first.ledger, "//Alice", transfer(bob, PHA), { nonce: 1, tip: PHA });
    await first.ledger.submit(rival);
    await eventually(async () =>
      second.ledger.nextNonce(bob).then(() => second.ledger.transaction(extrinsicHash(rival))),
    );
    const told: string[] = [];
    second.ledger.events.on("transaction", (hash, status) => {
      if (hash === extrinsicHash(rival) && status.type === "dropped") told.push(status.reason);
    });
    await second.ledger.submit(better);
    await eventually(() => told.length > 0);
    expect(told).toEqual(["Replaced"]);
    for (const { ledger } of [first, second])
      expect(await ledger.transaction(extrinsicHash(rival))).toEqual({ type: "dropped", reason: "Replaced" });
  });

  it("undo together what validators refuse", async () => {
    await using first = await ground.start();
    await eventually(() => isAuthor(first));
    await using second = await ground.start();
    const bytes = sign(first.ledger, "//Alice", transfer(bob, PHA), { nonce: 0 });
    const hash = extrinsicHash(bytes);
    await second.ledger.submit(bytes);
    await eventually(async () => (await second.ledger.transaction(hash))?.type === "inBlock");
    const steps: string[] = [];
    second.ledger.events.on("transaction", (of, { type }) => of === hash && steps.push(type));
    const lowest = first.ledger.finalized.number + 1;
    const judge = ({ header }: Proposal) =>
      header.number === lowest && readDigest(header).round === 0 ? "relay.Refused" : undefined;
    await using _ = await startSigners(ground.config.natsUrl, first.ledger.genesis.hash, 4, judge);
    await eventually(() => steps.at(-1) === "finalized", { withinMs: 30_000 });
    expect(steps.slice(0, 2)).toEqual(["retracted", "ready"]);
    expect(await second.ledger.findHash(second.ledger.finalized.number)).toBe(second.ledger.finalized.hash);
  });

  it("refuse what only the author can do", async () => {
    await using first = await ground.start();
    await eventually(() => isAuthor(first));
    await using second = await ground.start();
    const seal = ({ port }: Chain) => fetch(`http://127.0.0.1:${port}/v1/dev/blocks`, { method: "POST" });
    const [refused] = await eventually(async () => {
      const answers = await Promise.all([first, second].map(seal));
      const statuses = answers.map(({ status }) => status).sort();
      return String(statuses) === "201,503" && answers.filter(({ status }) => status === 503);
    });
    expect(await refused?.json()).toMatchObject({ code: "chain.NotTheAuthor" });
  });
});
