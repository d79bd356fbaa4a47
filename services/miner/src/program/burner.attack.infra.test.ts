import { availableParallelism } from "node:os";
import { toHex, utf8 } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { clusters } from "@pha/runtime/spec";
import { openReceipt, type Scope, sealQuery } from "@pha/secret-channel";
import { attack } from "@pha/testkit/attack";
import { afterEach, expect, vi } from "vitest";
import { adder, ClusterLedger, cluster, makeWorker, startPool, word } from "./testing.ts";
import type { Worker } from "./worker.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Threads of a worker as it is by default: one burns, one serves the others, the third is the core's. */
const threads = 3;
/** Twice the time that it takes alone; with fewer cores than are busy, as much more as its share of them is less. */
const mostTimes = 2 * Math.max(1, threads / availableParallelism());
/** What a machine that has other work may keep a thread waiting. To burn all gas takes more than a second. */
const slackMs = 100;

let pool: EnginePool | undefined;
afterEach(() => pool?.[Symbol.asyncDispose]());

/** A worker with some contracts, and the time that commands and queries to one take. */
class Bench {
  readonly chain = new ClusterLedger();
  readonly core = this.chain.core();
  readonly scopes: Scope[];
  worker!: Worker;
  #progress = Promise.withResolvers<void>();
  #messages = 0n;

  constructor(contracts: number) {
    this.scopes = Array.from({ length: contracts }, (_, i) => this.chain.instantiate(word(0xc0 + i), adder, 0));
    this.#messages = BigInt(contracts);
  }

  async start(): Promise<void> {
    pool = await startPool({}, threads);
    const onProgress = () => this.#progress.resolve();
    this.worker = makeWorker(this.core, pool, onProgress, threads - 1);
    enrol(this.chain.ledger, this.core);
    const record = { owner: word(1), minMembers: 1, open: false, members: [this.core.identity], applicants: [] };
    this.chain.ledger.pallet(clusters).clusters.put(cluster, record);
    await this.step();
    await takeLease(this.core);
    for (let i = 0; i < 2; i++) {
      await this.worker.idle();
      await this.worker.tick();
    }
    await this.worker.idle();
  }

  async step(): Promise<void> {
    await this.worker.advance(this.chain.block());
    await this.worker.tick();
  }

  burn(scope: Scope): void {
    this.chain.command(scope, word(1), "spin", null);
    this.#messages++;
  }

  /** Milliseconds from the finalized block to the receipt, the median of some. */
  command(scope: Scope): Promise<number> {
    return median(async () => {
      await takeLease(this.core);
      const key = this.chain.command(scope, word(2), "add", 1);
      const message = ++this.#messages;
      const block = this.chain.block();
      const beganMs = performance.now();
      await this.worker.advance(block);
      await this.worker.tick();
      for (;;) {
        this.#progress = Promise.withResolvers();
        try {
          const { receipt } = this.worker.receipt({ contract: scope.contract, message, agreed: undefined });
          expect(openReceipt(primitives, key, receipt).outcome.type).toBe("Done");
          return performance.now() - beganMs;
        } catch (error) {
          expect(error).toMatchObject({ code: "miner.NotExecuted" });
        }
        await this.#progress.promise;
      }
    });
  }

  /** Milliseconds of a query, the median of some. */
  query(scope: Scope): Promise<number> {
    const { contract, codeHash } = scope;
    const label = { generation: 1, cluster, contract, codeHash, epoch: 0 };
    const secret = this.chain.gatekeepers.keyOf({ type: "encrypt", value: label });
    const key = toHex(primitives.x25519.publicKey(secret));
    return median(async () => {
      await takeLease(this.core);
      const call = { method: "sum", args: utf8("null") };
      const { sealed } = sealQuery(primitives, key, scope, { issued: this.chain.ledger.head.number, call });
      const beganMs = performance.now();
      await this.worker.query({ contract, ...sealed });
      return performance.now() - beganMs;
    });
  }
}

async function median(measure: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < 15; i++) all.push(await measure());
  return all.sort((a, b) => a - b)[7] as number;
}

attack("burn all gas, command after command, beside other contracts", async ({ held }) => {
  const bench = new Bench(4);
  await bench.start();
  const [neighbour, ...burners] = bench.scopes as [Scope, ...Scope[]];
  await bench.command(neighbour);
  await bench.query(neighbour);
  const alone = { command: await bench.command(neighbour), query: await bench.query(neighbour) };
  for (const count of [1, 3]) {
    const burning = burners.slice(0, count);
    for (const burner of burning) for (let i = 0; i < 9; i++) bench.burn(burner);
    await bench.step();
    let isOver = false;
    void bench.worker.idle().then(() => {
      isOver = true;
    });
    await held(`the neighbour takes ${mostTimes} times as long as alone at most`, async () => {
      const beside = { command: await bench.command(neighbour), query: await bench.query(neighbour) };
      expect(beside.command).toBeLessThan(mostTimes * alone.command + slackMs);
      expect(beside.query).toBeLessThan(mostTimes * alone.query + slackMs);
    });
    expect(isOver).toBe(false);
  }
});
