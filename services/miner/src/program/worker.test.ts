import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { sha256, verifyListProof } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import { openReceipt, readAnswer, receiptLeaf, receiptStatement, type Scope, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { adder, bareCallOf, ClusterLedger, cluster, makeWorker, startPool, word } from "./testing.ts";
import type { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const coded = (code: string) => expect.objectContaining({ code });
let chain: ClusterLedger;
let core: Core;
let worker: Worker;
let scope: Scope;

beforeEach(async () => {
  chain = new ClusterLedger();
  core = chain.core();
  await takeLease(core);
  worker = makeWorker(core, pool);
  scope = chain.instantiate(id, adder, 1);
});

const admit = (members = [core.identity]) =>
  chain.ledger
    .pallet(clusters)
    .clusters.put(cluster, { owner: word(1), minMembers: 1, open: false, members, applicants: [] });

/** The newest block, and what the host does when the program wakes it. */
async function step() {
  await worker.advance(chain.block());
  return tick();
}

/** As often as the program would be ticked. */
async function tick() {
  await worker.tick();
  await worker.idle();
  await worker.tick();
  await worker.idle();
  return worker.tick();
}

async function sum(contract = id, of = scope) {
  const label = { generation: 1, cluster, contract: of.contract, codeHash: of.codeHash, epoch: 0 };
  const secret = chain.gatekeepers.keyOf({ type: "encrypt", value: label });
  const key = toHex(primitives.x25519.publicKey(secret));
  const query = { issued: chain.ledger.head.number, call: { method: "sum", args: utf8("null") } };
  const { sealed, answerKey } = sealQuery(primitives, key, of, query);
  return readAnswer(primitives, of, answerKey, await worker.query({ contract, ...sealed })).statement;
}

it("serves once the ledger shows its session and its membership, and no longer than that", async () => {
  expect(await step()).toMatchObject({ standing: "not-registered", taken: 1, messages: 1n, contracts: 0 });
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
  enrol(chain.ledger, core);
  expect((await step()).standing).toBe("not-a-member");
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
  admit();
  expect(await step()).toMatchObject({ standing: "serving", taken: 3, messages: 1n, contracts: 1 });
  expect(await sum()).toMatchObject({ number: 3, stateHeight: 1 });
  admit([]);
  expect((await step()).standing).toBe("not-a-member");
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
});

it("executes without a lease, and tells nobody: no answer, no report", async () => {
  const lease = vi.spyOn(core.lease, "leftMs").mockReturnValue(0);
  admit();
  enrol(chain.ledger, core);
  const ticked = await step();
  expect(ticked).toMatchObject({ standing: "unleased", taken: 1, messages: 1n, contracts: 1, lease: { leftMs: 0 } });
  expect(ticked.extrinsics).toEqual([]);
  await expect(sum()).rejects.toThrowError(coded("miner.LeaseExpired"));

  lease.mockRestore();
  const leased = await tick();
  expect(leased).toMatchObject({ standing: "serving" });
  expect(leased.extrinsics).not.toEqual([]);
  await sum();
});

it("knows no contract of another cluster", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  await expect(sum(word(9))).rejects.toThrowError(coded("miner.UnknownContract"));
});

it("answers as of the block whose messages it has, whatever newer block the host brings", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  chain.command(scope, word(1), "add", 1);
  const { block, messages } = chain.block();
  await expect(worker.advance({ block, messages: [] })).rejects.toThrowError(coded("light-client.BadMessageChain"));
  expect((await worker.tick()).taken).toBe(1);
  expect(await sum()).toMatchObject({ number: 1, stateHeight: 1 });

  await worker.advance({ block, messages });
  expect((await worker.tick()).taken).toBe(2);
  await worker.idle();
  expect(await sum()).toMatchObject({ number: 2, stateHeight: 2 });
});

it("lets a new contract wait for its keys without losing what came for it; the others go on", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  chain.gatekeepers.manners.fill("down");
  const other = chain.instantiate(word(0xc2), adder);
  chain.command(other, word(1), "add", 5);
  chain.command(scope, word(1), "add", 1);
  expect(await step()).toMatchObject({ standing: "serving", taken: 2, contracts: 1 });
  expect(await sum()).toMatchObject({ number: 2, stateHeight: 2 });
  await expect(sum(word(0xc2))).rejects.toThrowError(coded("miner.NotServing"));
  chain.gatekeepers.manners.fill("honest");
  // Having asked in vain, it rests before it asks again.
  await vi.waitFor(async () => expect(await tick()).toMatchObject({ standing: "serving", taken: 2, contracts: 2 }));
});

describe("while a contract is busy", () => {
  const patience = { timeout: 20_000 };
  const busy = word(0xc2);
  let end: () => void;
  let progress: Mock<() => void>;
  let other: Scope;

  /** A worker whose engine holds back what one contract draws until the test lets it go on. */
  beforeEach(async () => {
    const held = Promise.withResolvers<void>();
    end = held.resolve;
    const engine: Pick<EnginePool, "runCommand" | "runQuery"> = {
      runQuery: (...query) => pool.runQuery(...query),
      runCommand: async (program, state, call) => {
        if (call.method === "draw") await held.promise;
        return pool.runCommand(program, state, call);
      },
    };
    progress = vi.fn();
    worker = makeWorker(core, engine as EnginePool, progress, 2);
    other = chain.instantiate(busy, adder, 7);
    enrol(chain.ledger, core);
    admit();
    await step();
    chain.command(other, word(1), "draw", null);
    chain.command(scope, word(1), "add", 1);
    await worker.advance(chain.block());
    await worker.tick();
    await vi.waitFor(async () => expect(await sum()).toMatchObject({ number: 2, stateHeight: 2 }), patience);
    progress.mockClear();
  });

  it("no tick waits for it, and the others of the cluster go on", async () => {
    for (let block = 3; block < 6; block++) {
      chain.command(scope, word(1), "add", 1);
      await worker.advance(chain.block());
      expect(await worker.tick()).toMatchObject({ standing: "serving", taken: block });
      await vi.waitFor(async () => expect(await sum()).toMatchObject({ number: block, stateHeight: block }), patience);
    }
    end();
    await worker.idle();
  });

  it("it is served as of the block before, and what came of it is told once it is done", async () => {
    expect(await sum(busy, other)).toMatchObject({ number: 1, stateHeight: 1 });
    const heights = () => core.outbox.pending().flatMap((extrinsic) => bareCallOf(extrinsic).reports ?? []);
    await worker.tick();
    expect(heights().filter(({ contract }) => contract === busy)).toHaveLength(1);
    expect(progress).not.toHaveBeenCalled();
    end();
    await worker.idle();
    expect(progress).toHaveBeenCalledOnce();
    await worker.tick();
    expect(heights().filter(({ contract }) => contract === busy)).toHaveLength(2);
    expect(await sum(busy, other)).toMatchObject({ number: 2, stateHeight: 2 });
  });
});

it("serves through 25 hours while its attestation is renewed, and no longer than it counts", async () => {
  const hourMs = 3_600_000n;
  const beganMs = 1_000_000_000n;
  enrol(chain.ledger, core, { attestedAtMs: beganMs });
  admit();
  await step();
  const hour = async (number: number) => {
    const timeMs = beganMs + BigInt(number) * hourMs;
    await worker.advance({ block: chain.ledger.block(timeMs), messages: [] });
    return { timeMs, ...(await worker.tick()) };
  };
  const renewed: number[] = [];
  for (let number = 1; number <= 25; number++) {
    const { timeMs, standing, renews } = await hour(number);
    expect([number, standing]).toEqual([number, "serving"]);
    if (renews) {
      enrol(chain.ledger, core, { registeredAt: 1, attestedAtMs: timeMs });
      renewed.push(number);
    }
  }
  expect(renewed).toEqual([13]);
  expect(await sum()).toMatchObject({ stateHeight: 1 });

  expect((await hour(37)).standing).toBe("serving");
  expect(await hour(38)).toMatchObject({ standing: "attestation-expired", renews: true });
  await expect(sum()).rejects.toMatchObject({ code: "miner.NotServing", data: { standing: "attestation-expired" } });
  await expect(core.requireStanding()).rejects.toThrowError(coded("program.AttestationExpired"));
  enrol(chain.ledger, core, { registeredAt: 1, attestedAtMs: beganMs + 38n * hourMs });
  expect((await hour(39)).standing).toBe("serving");
});

it("waits for keys when it has none for any contract", async () => {
  enrol(chain.ledger, core);
  admit();
  chain.gatekeepers.manners.fill("down");
  expect((await step()).standing).toBe("waiting-for-keys");
  chain.gatekeepers.manners.fill("honest");
  await tick(); // may be one of those that rest
  expect((await tick()).standing).toBe("serving");
});

it("serves on when the ledger's values have fields that this program does not know", async () => {
  enrol(chain.ledger, core);
  admit();
  expect((await step()).standing).toBe("serving");
  chain.ledger.upgrade(attestation, "workers");
  chain.ledger.upgrade(clusters, "clusters");
  chain.ledger.upgrade(contracts, "contracts");
  chain.command(scope, word(1), "add", 1);
  expect(await step()).toMatchObject({ standing: "serving", messages: 2n, contracts: 1 });
});

describe("a receipt", () => {
  const ask = (message: bigint, agreed?: number) => worker.receipt({ contract: id, message, agreed });

  beforeEach(async () => {
    enrol(chain.ledger, core);
    admit();
    await step();
  });

  it("is signed by the session as of what was executed", async () => {
    const key = chain.command(scope, word(1), "add", 1);
    await step();
    const { receipt, statement, signature, path } = ask(2n);
    expect(openReceipt(primitives, key, receipt).outcome).toEqual({ type: "Done", value: utf8("2") });
    expect(statement).toMatchObject({ worker: core.identity, number: 2, stateHeight: 2 });
    expect(path).toBeUndefined();
    const signed = receiptStatement(scope, statement, receiptLeaf(2n, receipt));
    expect(primitives.ed25519.verify(fromHex(core.session.signKey), signed, fromHex(signature))).toBe(true);
  });

  it("shows the way to the root that was reported for any height since", async () => {
    for (const _ of [1, 2, 3]) {
      chain.command(scope, word(1), "add", 1);
      chain.command(scope, word(1), "add", 1);
      await step();
    }
    const agreed = 3;
    const root = core.outbox
      .pending()
      .flatMap((extrinsic) => bareCallOf(extrinsic).reports ?? [])
      .find(({ stateHeight }) => stateHeight === agreed)?.receiptsRoot as Hex;
    for (const message of [2n, 5n]) {
      const { receipt, path } = ask(message, agreed);
      const { count, index, siblings } = path as NonNullable<typeof path>;
      const leaf = receiptLeaf(message, receipt);
      expect(verifyListProof(fromHex(root), count, index, leaf, siblings.map(fromHex), sha256)).toBe(true);
    }
    expect(ask(6n, agreed).path).toBeUndefined();
  });

  it("comes neither before its time nor without a command", async () => {
    chain.command(scope, word(1), "add", 1);
    expect(() => ask(2n)).toThrowError(coded("miner.NotExecuted"));
    await step();
    expect(() => ask(2n, 3)).toThrowError(coded("miner.NotExecuted"));
    expect(() => ask(1n)).toThrowError(coded("miner.UnknownMessage"));
    expect(() => worker.receipt({ contract: word(9), message: 2n, agreed: undefined })).toThrowError(
      coded("miner.UnknownContract"),
    );
  });

  it("is found by who sent the command in a list, newest first", async () => {
    const keys = [1, 2, 3].map((n) => chain.command(scope, word(1), "add", n));
    await step();
    const list = (before?: bigint) => worker.receipts({ contract: id, before });
    expect(list()).toEqual([2, 1, 0].map((i) => ({ message: BigInt(i + 2), enc: keys[i]?.enc })));
    expect(list(3n)).toEqual([{ message: 2n, enc: keys[0]?.enc }]);
  });
});
