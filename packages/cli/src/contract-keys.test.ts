import { viewOf } from "@pha/frame";
import { contracts, notRotated } from "@pha/runtime/spec";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { expect, it } from "vitest";
import { epochsOf, epochText, heldEpochs } from "./contract-keys.ts";

const key = `0x${"aa".repeat(32)}` as const;

/** What is said in block 1 of a contract whose epoch began then, by epochs of 40 blocks. */
function told(changes: Parameters<TestWorker["record"]>[0] = {}) {
  const chain = new TestChain();
  chain.append([], (of) => of(contracts).figures.put({ keyEpoch: 40, keepsHistory: true }));
  const rotation = { ...notRotated, since: 1 };
  const record = new TestWorker(chain).record({ encryptKey: key, epoch: 3, rotation, ...changes });
  const epochs = epochsOf(viewOf(chain.head.state), record);
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
