import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { type Header, headerHash } from "./header.ts";
import { certify as certifyOn, makeBlock, makeNetwork, makeSet, secretsOf } from "./testing.ts";
import type { ValidatorSet } from "./validator-set.ts";

const all = [0, 1, 2, 3];
const network = makeNetwork(4, { "0x01": new Uint8Array([1]), "0x02": new Uint8Array() });
const { genesis, genesisHash, set: firstSet, startClient, state } = network;
const certify = (header: Header, set: ValidatorSet, secrets: ReadonlyMap<number, Uint8Array>) =>
  certifyOn(genesisHash, set, header, secrets);
const block1 = makeBlock(genesis);
const block2 = makeBlock(block1);
const good = certify(block1, firstSet, secretsOf(all, [0, 2, 3]));

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("a light client at genesis", () => {
  it("takes its first validators from the genesis state", () => {
    expect(startClient().validators).toEqual(firstSet);
    expect(startClient().head).toEqual({ header: genesis, hash: genesisHash, timeMs: 0n });
  });
});

describe("a light client that follows", () => {
  it("accepts a certified child, and any later block while the validators stay", () => {
    const client = startClient();
    client.accept(block1, good);
    expect(client.head).toEqual({ header: block1, hash: headerHash(block1), timeMs: 1_000_001_000n });
    const block9 = [3, 4, 5, 6, 7, 8, 9].reduce((parent) => makeBlock(parent), block2);
    client.accept(block9, certify(block9, firstSet, secretsOf(all, all)));
    expect(client.head.header.number).toBe(9);
  });
});

describe("a change of validators", () => {
  const second = makeSet(1n, [3, 4, 5, 6, 7], 3);
  const change = makeBlock(block1, { nextSet: second });
  const after = makeBlock(change);
  const byOld = certify(change, firstSet, secretsOf(all, [0, 1, 2]));
  const byNew = certify(after, second, secretsOf([3, 4, 5, 6, 7], [0, 1, 2, 4]));

  it("is certified by the old set and takes effect with the next block", () => {
    const client = startClient();
    client.accept(change, byOld);
    expect(client.validators).toEqual(second);
    client.accept(after, byNew);
    expect(client.head.header.number).toBe(3);
  });

  it("leaves each set the blocks of its office, below the head too, and none beyond (property)", () => {
    const client = startClient();
    client.accept(change, byOld);
    expect(client.setOf(0n)).toEqual({ ...firstSet, to: 2 });
    expect(client.setOf(1n)).toEqual(second);
    expect(client.setOf(2n)).toBeUndefined();
    const blocks = [block1, change, after, makeBlock(after)];
    fc.assert(
      fc.property(fc.constantFrom(...blocks), fc.boolean(), (header, isOld) => {
        const certificate = isOld
          ? certify(header, firstSet, secretsOf(all, all))
          : certify(header, second, secretsOf([3, 4, 5, 6, 7]));
        const verify = () => client.verify(header, certificate);
        if (isOld === header.number <= 2) verify();
        else expect(thrown(verify)).toSatisfy(errors.SetNotInOffice.is);
      }),
    );
    const unknown = certify(after, makeSet(2n, all), secretsOf(all, all));
    expect(thrown(() => client.verify(after, unknown))).toSatisfy(errors.UnknownSet.is);
  });
});

describe("freshness", () => {
  it("refuses to go on when the newest block is older than allowed", () => {
    const client = startClient();
    client.accept(block1, good);
    client.requireFresh(1_000_031_000, 30_000);
    expect(thrown(() => client.requireFresh(1_000_031_001, 30_000))).toSatisfy(errors.Stale.is);
  });
});

describe("proven state", () => {
  it("gives the values that the certified root commits to, absent ones too", () => {
    const client = startClient();
    client.accept(block1, good);
    const proven = client.provenState(state.witness(["0x01", "0x02", "0x03"]));
    expect(proven.get("0x01")).toEqual(new Uint8Array([1]));
    expect(proven.get("0x02")).toEqual(new Uint8Array());
    expect(proven.get("0x03")).toBeUndefined();
    expect(thrown(() => proven.get("0x04"))).toSatisfy(errors.NotProven.is);
  });
});
