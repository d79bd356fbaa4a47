import { encode, type Hex } from "@pha/codec";
import { appendMessage, type CertifiedHead, emptyMessageHead } from "@pha/light-client";
import { Message, type MessageBody } from "@pha/runtime/spec";
import { type Arbitrary, array, assert, asyncProperty, constant, integer, oneof, record } from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { laneBytes } from "./contract-lane.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { HostedContract } from "./hosted-contract.ts";
import { MessageLog } from "./message-log.ts";
import { word } from "./testing.ts";

const settled = () => new Promise(setImmediate);
const headAt = (number: number) => ({ header: { number } }) as CertifiedHead;

/** A contract whose messages are done when the test says so. */
class Scripted {
  readonly id: Hex;
  readonly done: bigint[];
  height: number;
  isWithinBlock = false;
  stuck = false;
  #end = Promise.withResolvers<void>();

  /** As of a height, by when these messages were done. */
  constructor(id: Hex, height = 0, done: readonly bigint[] = []) {
    this.id = id;
    this.height = height;
    this.done = [...done];
  }

  async execute(message: Message, number: bigint, isLast: boolean): Promise<void> {
    this.isWithinBlock = true;
    await this.#end.promise;
    this.#end = Promise.withResolvers();
    if (this.stuck) return;
    this.done.push(number);
    if (!isLast) return;
    this.height = message.number;
    this.isWithinBlock = false;
  }

  readonly keys = { eraseBefore: () => {}, missing: undefined };
  readonly code = { lacks: (): undefined => {} };
  lacks(): undefined {}

  finish(): void {
    this.#end.resolve();
  }

  snapshot() {
    return { stateHeight: this.height, count: this.done.length };
  }
}

interface Told {
  readonly block: number;
  readonly contract: Hex;
  readonly bytes: Uint8Array;
}

/** A ledger's messages, and the worker that they are handed to. */
class Setup {
  readonly log: MessageLog;
  readonly dispatcher: Dispatcher;
  readonly told: Told[] = [];
  readonly contracts = new Map<Hex, Scripted>();
  /** Blocks that were brought again, and what was said of those that were not. */
  brought = 0;
  failures = 0;
  isAway = false;
  #block = 0;
  #head = emptyMessageHead;
  readonly #resumes: readonly number[];
  #hasBegun = false;
  /** Newest block before the worker's start. */
  #start = 0;
  readonly #sought = new Set<number>();
  /** The block at which the log began without what came before. */
  #begun = 0;
  #given = 0;

  /** @param resumes - of each contract, up to which of its messages of before the start a checkpoint has it */
  constructor(most?: number, resumes: readonly number[] = []) {
    this.#resumes = resumes;
    this.log = new MessageLog(headAt(0), most);
    this.dispatcher = new Dispatcher({
      log: this.log,
      bring: async (from, to) => {
        this.brought++;
        if (this.isAway) throw new Error("no answer");
        return this.told.filter(({ block }) => block >= from && block <= to).map(({ bytes }) => bytes);
      },
      bringUpTo: async (block) => {
        this.brought++;
        if (this.isAway) throw new Error("no answer");
        const before = this.told.filter((one) => one.block <= block);
        return before.filter((one) => one.block === before.at(-1)?.block).map(({ bytes }) => bytes);
      },
      onProgress: () => {},
      onFailure: () => {
        this.failures++;
      },
    });
  }

  /** One block with messages of so many bytes to these contracts; the first makes it. */
  block(messages: readonly { readonly to: number; readonly bytes: number }[]): void {
    this.#block++;
    for (const { to, bytes } of messages) {
      const contract = word(to);
      const isNew = !this.told.some((one) => one.contract === contract);
      const body: MessageBody = isNew
        ? {
            type: "Instantiated",
            value: { contract, deployer: contract, codeHash: contract, epoch: 0, args: new Uint8Array() },
          }
        : {
            type: "Command",
            value: {
              ...{ contract, sender: contract, epoch: 0, enc: contract, ciphertext: new Uint8Array(bytes) },
              ...{ value: 0n, asset: undefined, reads: [] },
            },
          };
      const message = { number: this.#block, timeMs: 0n, parentHash: word(0), body, previous: this.#head.hash };
      const told = encode(Message, message);
      this.#head = appendMessage(this.#head, told);
      this.told.push({ block: this.#block, contract, bytes: told });
    }
  }

  /** What was not given yet, proven or to be proven later. */
  give(isProven: boolean): void {
    const given = this.told.slice(this.#given).map(({ bytes }) => bytes);
    this.#given = this.told.length;
    if (!isProven) {
      this.log.gather(given);
      return;
    }
    this.log.advance(headAt(this.#block), this.#head, given);
    if (!this.#hasBegun && this.log.begun) this.#begin(this.log.begun);
    this.#hasBegun = true;
    this.dispatcher.feed();
  }

  /** What there was before the worker started: none of it is given. */
  startHere(): void {
    this.#given = this.told.length;
    this.#start = this.#block;
  }

  #begin(begun: bigint): void {
    const before = new Set(this.told.map(({ contract }) => contract));
    this.#begun = this.#block;
    const founded = [...before].map((contract) => ({ contract, codeHash: contract, deployer: contract, epoch: 0 }));
    this.dispatcher.begin(begun, founded);
  }

  open(to: number): void {
    const id = word(to);
    if (!this.dispatcher.lanes.get(id)?.wanted || this.contracts.has(id)) return;
    const own = this.told.flatMap((one, i) => (one.contract === id ? [{ ...one, number: BigInt(i + 1) }] : []));
    const early = own.filter(({ block }) => block <= this.#start);
    const height = early[Math.min(this.#resumes[to - 1] ?? 0, early.length) - 1]?.block ?? 0;
    const made = (own[0] as Told).block;
    if (height === 0 && made <= this.#begun && !this.#sought.has(to)) {
      this.#sought.add(to);
      this.dispatcher.seek(id, made - 1);
      return;
    }
    const done = own.filter(({ block }) => block <= height).map(({ number }) => number);
    const scripted = new Scripted(id, height, done);
    this.contracts.set(id, scripted);
    const isDue = height > 0 && own.some(({ block }) => block > height && block <= this.#begun);
    this.dispatcher.open(scripted as unknown as HostedContract, isDue ? height : undefined);
  }

  finish(to: number): void {
    this.contracts.get(word(to))?.finish();
  }

  /** Finishes all that there is to do of some contracts. */
  async finishAll(to: readonly number[]): Promise<void> {
    for (let before = -1, now = 0; now > before; ) {
      before = now;
      for (const one of to) this.finish(one);
      for (let i = 0; i < 4; i++) await settled();
      now = [...this.contracts.values()].reduce((sum, { done }) => sum + done.length, 0);
    }
  }

  numbersOf(to: number): bigint[] {
    return this.told.flatMap(({ contract }, i) => (contract === word(to) ? [BigInt(i + 1)] : []));
  }

  /** What is served is what the ledger had for the contract up to the block that it is said to be of. */
  check(): void {
    for (const [id, lane] of this.dispatcher.lanes) {
      const { served } = lane;
      if (!served) continue;
      const due = this.told.filter(({ contract, block }) => contract === id && block <= served.at.head.header.number);
      expect(served.snapshot).toEqual({ stateHeight: due.at(-1)?.block, count: due.length });
    }
  }
}

let setup: Setup;
beforeEach(() => {
  setup = new Setup();
});

describe("a lane", () => {
  it("that is busy holds up no other, and serves meanwhile what it had before", async () => {
    setup.block([
      { to: 1, bytes: 9 },
      { to: 2, bytes: 9 },
    ]);
    setup.give(true);
    for (const to of [1, 2]) setup.open(to);
    await setup.finishAll([1, 2]);
    setup.block([
      { to: 1, bytes: 9 },
      { to: 1, bytes: 9 },
      { to: 2, bytes: 9 },
    ]);
    setup.give(true);
    setup.block([{ to: 2, bytes: 9 }]);
    setup.give(true);
    setup.finish(1);
    await setup.finishAll([2]);
    const servedAt = (to: number) => setup.dispatcher.lanes.get(word(to))?.served?.at.head.header.number;
    expect([servedAt(1), servedAt(2)]).toEqual([1, 3]);
    setup.check();
    setup.finish(1);
    await settled();
    expect(servedAt(1)).toBe(3);
    setup.check();
  });

  it("has no more waiting than it has room for; the rest is read again, and executed in its place", async () => {
    setup = new Setup(4 * laneBytes);
    setup.block([
      { to: 1, bytes: 9 },
      { to: 2, bytes: 9 },
    ]);
    for (let i = 0; i < 40; i++)
      setup.block([
        { to: 1, bytes: 20_000 },
        { to: 2, bytes: 10 },
      ]);
    setup.give(true);
    await settled();
    expect(setup.dispatcher.hasReadAll).toBe(true);
    setup.open(2);
    await setup.finishAll([2]);
    expect(setup.contracts.get(word(2))?.done).toEqual(setup.numbersOf(2));
    const before = setup.brought;
    setup.open(1);
    await setup.finishAll([1]);
    expect(setup.contracts.get(word(1))?.done).toEqual(setup.numbersOf(1));
    expect(setup.brought).toBeGreaterThan(before);
  });

  it("that is stuck gets nothing more, and nothing is kept or read for it", async () => {
    setup.block([{ to: 1, bytes: 9 }]);
    setup.give(true);
    setup.open(1);
    const stuck = setup.contracts.get(word(1)) as Scripted;
    stuck.stuck = true;
    await setup.finishAll([1]);
    for (let i = 0; i < 10; i++) setup.block([{ to: 1, bytes: 30_000 }]);
    setup.give(true);
    await settled();
    expect([stuck.done, setup.log.kept, setup.brought]).toEqual([[], 0, 0]);
    expect(setup.dispatcher.lanes.get(word(1))?.served).toBeUndefined();
  });
});

it("gathered messages that are more than is kept are brought again, and a change in them is noticed", async () => {
  setup = new Setup(100_000);
  setup.block([{ to: 1, bytes: 9 }]);
  for (let i = 0; i < 300; i++) setup.block([{ to: 1, bytes: 20_000 }]);
  setup.give(false);
  expect(setup.log.kept).toBeLessThanOrEqual(100_000);
  setup.isAway = true;
  setup.give(true);
  await settled();
  expect([setup.failures, setup.dispatcher.hasReadAll]).toEqual([1, false]);
  setup.isAway = false;
  const last = setup.told.pop() as Told;
  setup.told.push({ ...last, bytes: last.bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) });
  setup.dispatcher.feed();
  for (let i = 0; i < 9; i++) await settled();
  expect([setup.failures, setup.dispatcher.hasReadAll]).toEqual([2, false]);
  setup.told.splice(-1, 1, last);
  setup.dispatcher.feed();
  await setup.dispatcher.idle();
  setup.open(1);
  await setup.finishAll([1]);
  expect(setup.contracts.get(word(1))?.done).toEqual(setup.numbersOf(1));
});

type Step = (setup: Setup) => void;
const lanes = [1, 2, 3] as const;
const lane = oneof(...lanes.map((to) => constant(to)));
const block = array(record({ to: lane, bytes: oneof(constant(10), constant(30_000)) }), { minLength: 1, maxLength: 6 });

const step: Arbitrary<Step> = oneof(
  block.map(
    (messages): Step =>
      (on) =>
        on.block(messages),
  ),
  constant<Step>((on) => on.give(true)),
  constant<Step>((on) => on.give(false)),
  lane.map(
    (to): Step =>
      (on) =>
        on.open(to),
  ),
  lane.map(
    (to): Step =>
      (on) =>
        on.finish(to),
  ),
  lane.map(
    (to): Step =>
      (on) =>
        on.finish(to),
  ),
);

/** What a worker had executed of each contract by its last start, and what had come since then. */
const before = record({
  blocks: array(block, { maxLength: 12 }),
  resumes: array(integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 3 }),
});

it("each contract gets its messages once and in order, whenever the worker starts and whatever the others do; what is served is of its block (property)", async () => {
  const property = asyncProperty(
    before,
    array(step, { minLength: 40, maxLength: 120 }),
    integer({ min: 0, max: 400_000 }),
    async ({ blocks, resumes }, steps, most) => {
      const on = new Setup(most, resumes);
      for (const messages of blocks) on.block(messages);
      on.startHere();
      for (const act of steps) {
        act(on);
        await settled();
        on.check();
        expect(on.log.kept).toBeLessThanOrEqual(most);
      }
      on.give(true);
      for (let i = 0; i < 60; i++) {
        for (const to of lanes) on.open(to);
        await settled();
      }
      await on.finishAll(lanes);
      on.check();
      for (const to of lanes) expect(on.contracts.get(word(to))?.done ?? []).toEqual(on.numbersOf(to));
      expect([on.log.kept, on.failures]).toEqual([0, 0]);
    },
  );
  await assert(property, { numRuns: 60 });
}, 60_000);
