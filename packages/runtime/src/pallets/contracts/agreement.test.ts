import { type Hex, utf8 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, TestEnclave, testPallet } from "../../testing/index.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { clusters } from "../clusters/spec.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { contractsPallet } from "./pallet.ts";
import { contracts, nothingAgreed, type Report } from "./spec.ts";

const { upload_code, instantiate, publish_key, report } = callsOf(contracts);
const { apply, admit, create, remove } = callsOf(clusters);
const tag = (byte: string): Hex => `0x${byte.repeat(32)}`;
const code = utf8("export default {}");
const salt = new Uint8Array();
const cluster = 1;
const contract = contractId({ deployer: accountOf("Alice"), cluster, codeHash: codeHashOf(code), salt });

/** A contract in a cluster of Alice's that counts as at least so many; of the miners, the first are its members. */
function setup({ minMembers, members }: { readonly minMembers: number; readonly members: number }) {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  ledger.run("Alice", create({ minMembers }));
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ cluster, codeHash: codeHashOf(code), args: new Uint8Array(), salt }));
  ledger.runTo(10);
  const miners = ["a", "b", "c", "d"].map((name) => new TestEnclave(name, "Miner"));
  const join = ({ identity }: TestEnclave) => {
    ledger.run("Bob", apply({ cluster, identity }));
    ledger.run("Alice", admit({ cluster, identity }));
  };
  for (const miner of miners) miner.register(ledger, "Bob");
  for (const miner of miners.slice(0, members)) join(miner);
  return {
    ledger,
    miners: miners as [TestEnclave, TestEnclave, TestEnclave, TestEnclave],
    join,
    leave: ({ identity }: TestEnclave) => ledger.run("Alice", remove({ cluster, identity })),
    key(miner: TestEnclave, key: Hex) {
      ledger.run(miner, publish_key({ contract, epoch: 0, key }));
      return ledger.happened(contracts);
    },
    state(miner: TestEnclave, prevStateHeight: number, stateHeight: number, stateTag: Hex) {
      const one: Report = { ...nothingAgreed, contract, prevStateHeight, stateHeight, stateTag, reason: undefined };
      ledger.run(miner, report({ reports: [one] }));
      return ledger.happened(contracts);
    },
  };
}

describe("a cluster with fewer members than its minimum", () => {
  it("agrees on nothing that fewer than the majority of the minimum say", () => {
    const { miners, key, state, join } = setup({ minMembers: 3, members: 1 });
    expect(key(miners[0], tag("01"))).toEqual([]);
    expect(state(miners[0], 0, 3, tag("aa"))).toEqual([]);
    join(miners[1]);
    expect(key(miners[1], tag("01"))).toEqual(["KeyPublished"]);
    expect(state(miners[1], 0, 3, tag("aa"))).toEqual(["Agreed"]);
  });

  it("waits for those who may still join before it calls a contract disputed", () => {
    const { miners, state, join } = setup({ minMembers: 3, members: 2 });
    state(miners[0], 0, 3, tag("aa"));
    expect(state(miners[1], 0, 3, tag("bb"))).toEqual([]);
    join(miners[2]);
    expect(state(miners[2], 0, 3, tag("bb"))).toEqual(["Agreed", "Dissent"]);
  });
});

describe("what a member said before it was removed", () => {
  it("counts for no key", () => {
    const { miners, key, leave } = setup({ minMembers: 1, members: 3 });
    key(miners[0], tag("01"));
    leave(miners[0]);
    expect(key(miners[1], tag("01"))).toEqual([]);
    expect(key(miners[2], tag("01"))).toEqual(["KeyPublished"]);
  });

  it("counts for no state, also of a height whose turn comes later", () => {
    const { miners, state, leave } = setup({ minMembers: 1, members: 4 });
    state(miners[0], 3, 4, tag("bb"));
    state(miners[1], 3, 4, tag("bb"));
    leave(miners[0]);
    for (const miner of miners.slice(1, 3)) state(miner, 0, 3, tag("aa"));
    leave(miners[3]);
    expect(state(miners[1], 3, 4, tag("bb"))).toEqual([]);
    expect(state(miners[2], 3, 4, tag("bb"))).toEqual(["Agreed"]);
  });
});
