import type { Hex } from "@pha/codec";
import { errors as cryptoErrors } from "@pha/crypto";
import { beforeEach, expect, it } from "vitest";
import { FinalizedView } from "./finalized-view.ts";
import type { Header } from "./header.ts";
import { certify, makeBlock, makeNetwork, makeState, secretsOf, type TestState } from "./testing.ts";

const { genesis, genesisHash, set, startClient } = makeNetwork(4);
const [first, second] = [stateOf(1), stateOf(2)];
const states = [first, second];
const block1 = makeBlock(genesis, { stateRoot: first.root });
const block2 = makeBlock(block1, { stateRoot: second.root });

/** What was to be proven, and of which height. */
let asked: [number, readonly Hex[]][];
let shown: readonly TestState[];
let view: FinalizedView;
beforeEach(() => {
  asked = [];
  shown = states;
  view = new FinalizedView(startClient(), async (number, keys) => {
    asked.push([number, keys]);
    return (shown[number - 1] as TestState).witness(keys);
  });
});

const advance = (header: Header) => view.advance(header, certify(genesisHash, set, header, secretsOf([0, 1, 2, 3])));
const read = () => view.read((state, { header }) => [header.number, state.get("0x01")?.[0], state.get("0x02")]);

it("proves what is read once for each head", async () => {
  advance(block1);
  expect(await read()).toEqual([1, 1, undefined]);
  await read();
  advance(block2);
  expect(await read()).toEqual([2, 2, undefined]);
  expect(asked).toEqual([
    [1, ["0x01", "0x02"]],
    [2, ["0x01", "0x02"]],
  ]);
});

it("stays where it is for a block that it knows, and for older ones", async () => {
  advance(block2);
  await read();
  for (const header of [block2, block1]) advance(header);
  expect(await read()).toEqual([2, 2, undefined]);
  expect(asked).toHaveLength(1);
});

it("believes no proof of another state", async () => {
  advance(block1);
  shown = states.toReversed();
  await expect(read()).rejects.toSatisfy(cryptoErrors.WrongRoot.is);
});

function stateOf(value: number): TestState {
  return makeState({ "0x01": new Uint8Array([value]) });
}
