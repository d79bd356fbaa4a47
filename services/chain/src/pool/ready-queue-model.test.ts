import type { CodedError, Hex } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { ReadyQueue, type Waiting } from "./ready-queue.ts";

/** An extrinsic as a person thinks of it. */
interface Item {
  readonly hash: Hex;
  readonly sender: number;
  readonly nonce: number;
  readonly tip: bigint;
  readonly operational: boolean;
  readonly arrival: number;
}

const LIMIT = 8;
const tag = (sender: number, nonce: number): Hex => `0x${sender}${nonce}`;

/** The pool as a list, and each sender's next nonce on the ledger: everything is looked up the slow way. */
class Model {
  readonly next = [0, 0, 0];
  waiting: Item[] = [];

  isReady({ sender, nonce }: Item): boolean {
    for (let n = this.next[sender] as number; n < nonce; n++) if (!this.find(sender, n)) return false;
    return true;
  }

  find(sender: number, nonce: number): Item | undefined {
    return this.waiting.find((item) => item.sender === sender && item.nonce === nonce);
  }

  /** A block's order: again and again the best of those whose turn it is. */
  order(): Item[] {
    const next = [...this.next];
    const order: Item[] = [];
    for (;;) {
      const [best] = this.waiting.filter(({ sender, nonce }) => nonce === next[sender]).sort(compare);
      if (!best) return order;
      order.push(best);
      next[best.sender] = best.nonce + 1;
    }
  }

  drop(hash: Hex): void {
    this.waiting = this.waiting.filter((item) => item.hash !== hash);
  }
}

const isWorse = (a: Item, b: Item) => (a.operational === b.operational ? a.tip < b.tip : b.operational);
const compare = (a: Item, b: Item) => (isWorse(b, a) ? -1 : isWorse(a, b) ? 1 : a.arrival - b.arrival);

function entryOf({ hash, sender, nonce, tip, operational, arrival }: Item, model: Model): Waiting<Item> {
  const isNext = nonce === model.next[sender];
  return {
    hash,
    extrinsic: { hash, sender, nonce, tip, operational, arrival },
    requires: new Set(isNext ? [] : [tag(sender, nonce - 1)]),
    provides: [tag(sender, nonce)],
    operational,
    priority: tip,
    tip,
    sizeBytes: 1,
    sequence: arrival,
    expires: 1e9,
  };
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("add"),
      sender: fc.nat(2),
      ahead: fc.nat(3),
      tip: fc.nat(30),
      operational: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("block"), size: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("giveUp"), which: fc.nat(LIMIT) }) },
);

it("gives nonce order per sender, then operational, tip, arrival; nothing is lost, nothing comes twice (property)", () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new ReadyQueue<Item>({ count: LIMIT, bytes: 1_000 });
      const model = new Model();
      const ends = new Map<Hex, string>();
      const end = (hash: Hex, how: string) => {
        expect(ends.has(hash)).toBe(false);
        ends.set(hash, how);
        model.drop(hash);
      };
      let arrivals = 0;

      function add(item: Item): void {
        const rival = model.find(item.sender, item.nonce);
        const entry = entryOf(item, model);
        let displaced: readonly Waiting<Item>[];
        try {
          displaced = queue.displaced(entry);
        } catch (error) {
          if (errors.PriorityTooLow.is(error))
            expect(10n * item.tip < 11n * (rival?.tip ?? 0n) || item.tip === rival?.tip).toBe(true);
          else {
            expect((error as CodedError).code).toBe(errors.PoolFull.code);
            expect(model.waiting.length).toBe(LIMIT);
            for (const other of model.waiting)
              expect(model.isReady(other) && (!model.isReady(item) || !isWorse(other, item))).toBe(true);
          }
          return;
        }
        const overflow = model.waiting.length + 1 - LIMIT;
        expect(displaced.length).toBe(rival ? 1 : Math.max(0, overflow));
        for (const { hash, extrinsic } of displaced) {
          if (rival) expect(hash).toBe(rival.hash);
          else if (model.isReady(extrinsic)) {
            expect(isWorse(extrinsic, item)).toBe(true);
            for (const other of model.waiting) expect(model.isReady(other) && !isWorse(other, extrinsic)).toBe(true);
          }
          queue.remove(hash);
          end(hash, "displaced");
        }
        queue.add(entry);
        model.waiting.push(item);
      }

      function block(size: number): void {
        const candidates = queue.candidates();
        const taken: Waiting<Item>[] = [];
        for (let entry = candidates.next(); entry && taken.length < size; entry = candidates.next()) {
          taken.push(entry);
          candidates.use(entry);
        }
        expect(taken.map(({ hash }) => hash)).toEqual(
          model
            .order()
            .slice(0, size)
            .map(({ hash }) => hash),
        );
        for (const { hash, extrinsic } of taken) {
          queue.include(hash);
          end(hash, "included");
          model.next[extrinsic.sender] = extrinsic.nonce + 1;
        }
      }

      const accepted = new Set<Hex>();
      for (const each of steps) {
        if (each.type === "block") block((each as { size: number }).size);
        else if (each.type === "giveUp") {
          const given = model.waiting[(each as { which: number }).which];
          if (!given) continue;
          queue.remove(given.hash);
          end(given.hash, "given up");
        } else {
          const { sender, ahead, tip, operational } = each as {
            sender: number;
            ahead: number;
            tip: number;
            operational: boolean;
          };
          const arrival = arrivals++;
          const nonce = (model.next[sender] as number) + ahead;
          const hash: Hex = `0xff${arrival}`;
          add({ hash, sender, nonce, tip: BigInt(tip), operational, arrival });
          if (model.find(sender, nonce)?.hash === hash) accepted.add(hash);
        }
        expect(queue.size).toBe(model.waiting.length);
        for (const item of model.waiting) expect(queue.isReady(item.hash)).toBe(model.isReady(item));
        expect(queue.hasReady()).toBe(model.waiting.some((item) => model.isReady(item)));
      }
      block(LIMIT);
      expect([...ends.keys(), ...model.waiting.map(({ hash }) => hash)].sort()).toEqual([...accepted].sort());
    }),
    { numRuns: 400 },
  ));
