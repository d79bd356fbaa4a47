import { viewOf } from "@pha/frame";
import { contracts, notRotated, usualLife } from "@pha/runtime/spec";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { expect, it } from "vitest";
import { epochsOf, epochsOfGeneration, epochText, heldEpochs } from "./contract-keys.ts";

const key = `0x${"aa".repeat(32)}` as const;

/** A contract in block 1, whose epoch began then, by epochs of 40 blocks. */
function contractWith(changes: Parameters<TestWorker["record"]>[0] = {}) {
  const chain = new TestChain();
  chain.append([], (of) => of(contracts).figures.put({ keyEpoch: 40, keepsHistory: true }));
  const rotation = { ...notRotated, since: 1 };
  const record = new TestWorker(chain).record({ encryptKey: key, epoch: 3, rotation, ...changes });
  return { record, epochs: epochsOf(viewOf(chain.head.state), record) };
}

/** What is said of it. */
function told(changes: Parameters<TestWorker["record"]>[0] = {}) {
  const { epochs } = contractWith(changes);
  return [epochText(epochs), heldEpochs(epochs)];
}

it("tells a contract's key epoch, since when, and what follows; two epochs' keys are held at most", () => {
  expect(told()).toEqual(["3, since block 1; 4 from block 41, once its key is known", [3]]);
  const next = { epoch: 4, key, from: 41, until: 51 };
  expect(told({ rotation: { ...notRotated, since: 1, next } })).toEqual(["3, since block 1; 4 from block 41", [3, 4]]);
  const previous = { epoch: 2, until: 11 };
  expect(told({ rotation: { ...notRotated, since: 1, previous } })).toEqual([
    "3, since block 1; 2 is taken up to block 11; 4 from block 41, once its key is known",
    [2, 3],
  ]);
  expect(told({ encryptKey: undefined })).toEqual(["3, whose key is not known yet", [3]]);
});

it("counts the epoch of an upgrade from when its key is told, beside one that was to begin later", () => {
  const upgrade = { codeHash: key, epoch: 6, generation: 1, told: undefined };
  expect(told({ life: { ...usualLife, upgrade } })).toEqual(["3, since block 1; 6 as soon as its key is known", [3]]);
  const life = { ...usualLife, upgrade: { ...upgrade, told: { key, at: 8 } } };
  expect(told({ life })).toEqual(["3, since block 1; 6 from block 9", [3, 6]]);
  const rotation = { ...notRotated, since: 1, next: { epoch: 4, key, from: 41, until: 51 } };
  expect(told({ life, rotation })).toEqual(["3, since block 1; 6 from block 9", [3, 4, 6]]);
  const { record, epochs } = contractWith({ life });
  expect(epochsOfGeneration(record, 1, epochs)).toEqual([6]);
});

it("tells which epochs' keys are of a generation of the master key", () => {
  const of = (generation: number, changes: Parameters<TestWorker["record"]>[0]) => {
    const { record, epochs } = contractWith(changes);
    return epochsOfGeneration(record, generation, epochs);
  };
  expect([0, 1].map((generation) => of(generation, {}))).toEqual(["all", []]);
  const generations = [{ generation: 1, epoch: 2, until: 9 }];
  expect([0, 1, 2].map((generation) => of(generation, { generations }))).toEqual([[0, 1], [2, 3], []]);
  const next = { epoch: 6, key, from: 41, until: 51 };
  const renewed = [...generations, { generation: 2, epoch: 6, until: 51 }];
  const rotation = { ...notRotated, since: 1, next };
  expect([1, 2].map((generation) => of(generation, { generations: renewed, rotation }))).toEqual([[2, 3, 4, 5], [6]]);
});
