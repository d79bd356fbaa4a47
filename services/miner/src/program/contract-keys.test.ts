import { toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { beforeEach, expect, it, vi } from "vitest";
import { keysAtOnce, obtainKeys } from "./contract-keys.ts";
import { ClusterLedger, cluster, collect, type Manner, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const id = word(0xc1);
const contract = { contract: id, codeHash: word(0xcd), epoch: 0 };

let chain: ClusterLedger;
let core: Core;
beforeEach(() => {
  chain = new ClusterLedger();
  core = chain.core();
});

async function obtain(manners: readonly Manner[]) {
  chain.gatekeepers.manners.splice(0, 3, ...manners);
  core.advance(chain.ledger.block());
  return (await collect(obtainKeys(core, { cluster, generation: 1 }, [contract])))[0];
}

it.each<[string, Manner[]]>([
  ["all three", ["honest", "honest", "honest"]],
  ["two, the third being down", ["honest", "down", "honest"]],
  ["two, the third lying", ["lying", "honest", "honest"]],
  ["two, the third sending what is no point", ["honest", "garbling", "honest"]],
])("makes the same keys of the parts of %s", async (_, manners) => {
  const keys = await obtain(manners);
  const scope = { generation: 1, cluster, contract: id };
  const encrypt = chain.gatekeepers.keyOf({ type: "encrypt", value: { ...scope, codeHash: word(0xcd), epoch: 0 } });
  expect(keys).toEqual({
    epoch: 0,
    codeHash: word(0xcd),
    encrypt,
    publicKey: toHex(primitives.x25519.publicKey(encrypt)),
    tag: chain.gatekeepers.keyOf({ type: "tag", value: { ...scope, epoch: 0 } }),
    random: chain.gatekeepers.keyOf({ type: "random", value: scope }),
  });
});

it("asks each gatekeeper once for the keys of five contracts, and lies about one of them are noticed", async () => {
  const some = [1, 2, 3, 4, keysAtOnce].map((i) => ({ ...contract, contract: word(i) }));
  for (const manners of [
    ["honest", "honest", "honest"],
    ["lying", "honest", "honest"],
  ] as const) {
    chain.gatekeepers.manners.splice(0, 3, ...manners);
    core.advance(chain.ledger.block());
    let asked = 0;
    chain.gatekeepers.refuses = () => ++asked > 3;
    const keys = await collect(obtainKeys(core, { cluster, generation: 1 }, some));
    const own = (i: number) => ({ generation: 1, cluster, contract: word(i) });
    expect(keys.map(({ random }) => random)).toEqual(
      some.map((_, i) => chain.gatekeepers.keyOf({ type: "random", value: own(i + 1) })),
    );
    expect(asked).toBe(3);
  }
});
