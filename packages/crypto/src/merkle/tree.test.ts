import { type Hex, toHex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { sha256 } from "../hash/digests.ts";
import { attachPages, changedPages, detachPages, openTree } from "./pages.ts";
import { missingPages, prove, verifyStateProof } from "./proof.ts";
import { emptyTree, lookupTree, type TreeNode, treeRoot, updateTree } from "./tree.ts";

type Entries = Map<Hex, Hex>;

/** Key hashes that share long prefixes now and then, so that deep trees and collapses occur. */
const keyHash = fc
  .tuple(fc.array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 2, maxLength: 2 }), fc.integer({ min: 0, max: 3 }))
  .map(([head, tail]) => {
    const bytes = new Uint8Array(32);
    bytes.set(head);
    bytes[31] = tail;
    return toHex(bytes);
  });
const valueHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
const entries = fc.array(fc.tuple(keyHash, valueHash), { maxLength: 24 }).map((list): Entries => new Map(list));
const changes = fc
  .array(fc.tuple(keyHash, fc.option(valueHash, { nil: undefined })), { maxLength: 12 })
  .map((list) => new Map(list));

const treeOf = (map: Entries): TreeNode => updateTree(emptyTree, map);
const deletedOf = (map: Map<Hex, Hex | undefined>): Hex[] =>
  [...map].filter(([, value]) => value === undefined).map(([key]) => key);

function apply(map: Entries, change: Map<Hex, Hex | undefined>): Entries {
  const result = new Map(map);
  for (const [key, value] of change) {
    if (value === undefined) result.delete(key);
    else result.set(key, value);
  }
  return result;
}

/** The root by the definition alone: no sharing, no updates. */
function definedRoot(map: Entries): Hex {
  const hash = (leaves: [string, Hex, Hex][], depth: number): Uint8Array => {
    const [first] = leaves;
    if (!first) return new Uint8Array(32);
    if (leaves.length === 1) return sha256(Buffer.from(`00${first[1].slice(2)}${first[2].slice(2)}`, "hex"));
    const half = (bit: string) =>
      hash(
        leaves.filter(([bits]) => bits[depth] === bit),
        depth + 1,
      );
    return sha256(Buffer.concat([Uint8Array.of(1), half("0"), half("1")]));
  };
  const bits = (key: Hex) => BigInt(key).toString(2).padStart(256, "0");
  return toHex(
    hash(
      [...map].map(([key, value]) => [bits(key), key, value]),
      0,
    ),
  );
}

describe("updateTree", () => {
  it("gives the root that the definition gives", () =>
    fc.assert(
      fc.property(entries, (map) => {
        expect(treeRoot(treeOf(map))).toBe(definedRoot(map));
      }),
    ));

  it("gives the same root in whatever order and batches the leaves come", () =>
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.integer()), (map, order) => {
        const shuffled = [...map].map((entry) => [order.next().value as number, entry] as const);
        shuffled.sort(([a], [b]) => a - b);
        const oneByOne = shuffled.reduce((tree, [, entry]) => updateTree(tree, new Map([entry])), emptyTree);
        expect(treeRoot(oneByOne)).toBe(treeRoot(treeOf(map)));
      }),
    ));

  it("gives, after writes and deletions, the root of what is left", () =>
    fc.assert(
      fc.property(entries, changes, (map, change) => {
        const updated = updateTree(treeOf(map), change);
        expect(treeRoot(updated)).toBe(definedRoot(apply(map, change)));
      }),
    ));

  it("gives back the very node when nothing changes", () =>
    fc.assert(
      fc.property(entries, (map) => {
        const tree = treeOf(map);
        expect(updateTree(tree, map)).toBe(tree);
      }),
    ));

  it("refuses a hash that is not 32 bytes", () => {
    expect(() => updateTree(emptyTree, new Map([["0x00", "0x00"]]))).toThrow(errors.BadLength().message);
  });
});

describe("prove and verifyStateProof", () => {
  it("show membership and absence of exactly the proven keys", () =>
    fc.assert(
      fc.property(entries, fc.array(keyHash, { minLength: 1, maxLength: 6 }), (map, keys) => {
        const tree = treeOf(map);
        const shown = verifyStateProof(treeRoot(tree), prove(tree, keys));
        for (const key of keys) expect(shown.lookup(key)).toBe(map.get(key));
      }),
    ));

  it("refuse to answer for a key that the proof does not reach", () => {
    const keys = [0x00, 0x40, 0x80].map((first) => toHex(Uint8Array.from({ length: 32 }, (_, i) => (i ? 7 : first))));
    const tree = treeOf(new Map(keys.map((key) => [key, key])));
    const shown = verifyStateProof(treeRoot(tree), prove(tree, [keys[0] as Hex]));
    expect(() => shown.lookup(keys[2] as Hex)).toThrowError(errors.NotCovered().message);
    expect(() => updateTree(shown.node, new Map([[keys[2] as Hex, keys[0] as Hex]]))).toThrowError(
      errors.NotCovered().message,
    );
  });

  it("let a verifier compute the same new root from the proof as the full tree gives", () =>
    fc.assert(
      fc.property(entries, changes, (map, change) => {
        const tree = treeOf(map);
        const partial = verifyStateProof(treeRoot(tree), prove(tree, change.keys(), deletedOf(change)));
        expect(treeRoot(updateTree(partial.node, change))).toBe(treeRoot(updateTree(tree, change)));
      }),
    ));

  it("refuse a deletion whose neighbour the proof leaves opaque", () => {
    const [a, b] = [0x00, 0x80].map((first) => toHex(Uint8Array.from({ length: 32 }, (_, i) => (i ? 1 : first))));
    const tree = treeOf(new Map([a, b].map((key) => [key as Hex, key as Hex])));
    const gone = new Map([[a as Hex, undefined]]);
    const short = verifyStateProof(treeRoot(tree), prove(tree, [a as Hex]));
    expect(() => updateTree(short.node, gone)).toThrowError(errors.NotCovered().message);
    const full = verifyStateProof(treeRoot(tree), prove(tree, [], [a as Hex]));
    expect(treeRoot(updateTree(full.node, gone))).toBe(treeRoot(updateTree(tree, gone)));
  });

  it("reject every proof with one bit changed", () =>
    fc.assert(
      fc.property(entries, keyHash, fc.nat(), (map, key, at) => {
        const tree = treeOf(map);
        const forged = prove(tree, [key]);
        const bit = at % (8 * forged.length);
        forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(() => verifyStateProof(treeRoot(tree), forged)).toThrow();
      }),
    ));

  it.each([
    ["nothing", "", "truncated"],
    ["an unknown tag", "04", "unknown tag"],
    ["trailing bytes", "0000", "trailing bytes"],
    ["a short leaf", `01${"00".repeat(63)}`, "truncated"],
    ["a branch of nothing", "030000", "branch of one leaf"],
    ["a branch of one leaf", `030001${"ff".repeat(64)}`, "branch of one leaf"],
    ["a leaf off its path", `0301${"ff".repeat(64)}02${"11".repeat(32)}`, "leaf off its path"],
    ["an opaque empty node", `0302${"00".repeat(32)}02${"11".repeat(32)}`, "opaque empty node"],
    ["branches below depth 256", "03".repeat(100_000), "too deep"],
  ])("reject %s", (_, hex, reason) => {
    const reading = () => verifyStateProof(treeRoot(emptyTree), Buffer.from(hex, "hex"));
    expect(reading).toThrowError(expect.objectContaining({ name: "BadProof", data: { reason } }));
  });

  it("reject more bytes than allowed before reading them", () => {
    const reading = () => verifyStateProof(treeRoot(emptyTree), new Uint8Array(4 * 1024 * 1024 + 1));
    expect(reading).toThrowError(expect.objectContaining({ name: "TooLong" }));
  });

  it("reject a proof of another root", () => {
    const tree = treeOf(new Map([[treeRoot(emptyTree), treeRoot(emptyTree)]]));
    const reading = () => verifyStateProof(treeRoot(emptyTree), prove(tree, []));
    expect(reading).toThrowError(expect.objectContaining({ name: "WrongRoot" }));
  });
});

describe("pages", () => {
  /** A store of pages, and the tree it holds with only its top page loaded. */
  const stored = (tree: TreeNode) => {
    const pages = new Map<string, Uint8Array>();
    write(pages, changedPages(emptyTree, tree));
    return { pages, open: () => openTree(pages.get("")) };
  };
  const write = (pages: Map<string, Uint8Array>, changed: Map<string, Uint8Array | undefined>): void => {
    for (const [path, bytes] of changed) bytes ? pages.set(path, bytes) : pages.delete(path);
  };
  const load = (tree: TreeNode, pages: Map<string, Uint8Array>, keys: Hex[], deleted: Hex[] = []): TreeNode => {
    let loaded = tree;
    for (;;) {
      const missing = missingPages(loaded, keys, deleted);
      if (missing.length === 0) return loaded;
      loaded = attachPages(loaded, new Map(missing.map((path) => [path, pages.get(path) as Uint8Array])));
    }
  };

  it("hold the whole tree: loaded piece by piece it answers, changes and proves like the tree itself", () =>
    fc.assert(
      fc.property(entries, changes, (map, change) => {
        const tree = treeOf(map);
        const { pages, open } = stored(tree);
        const before = load(open(), pages, [...change.keys()], deletedOf(change));
        for (const key of change.keys()) expect(lookupTree(before, key)).toBe(map.get(key));
        expect(prove(before, change.keys(), deletedOf(change))).toEqual(prove(tree, change.keys(), deletedOf(change)));

        const after = updateTree(before, change);
        write(pages, changedPages(before, after));
        const expected = stored(updateTree(tree, change)).pages;
        expect(new Map([...pages].sort())).toEqual(new Map([...expected].sort()));
      }),
    ));

  it("are no more than four bits deep and written only where something changed", () => {
    const keys = Array.from({ length: 300 }, (_, i) => toHex(sha256(Uint8Array.of(i, i >> 8))));
    const tree = treeOf(new Map(keys.map((key) => [key, key])));
    const changed = changedPages(tree, updateTree(tree, new Map([[keys[5] as Hex, keys[6] as Hex]])));
    expect([...changed.keys()]).toEqual(
      ["", (keys[5] as Hex).slice(2, 3), (keys[5] as Hex).slice(2, 4)].slice(0, changed.size),
    );
    expect(changed.size).toBeLessThanOrEqual(3);
  });

  it("can be detached and attached again", () => {
    const keys = Array.from({ length: 300 }, (_, i) => toHex(sha256(Uint8Array.of(i, i >> 8))));
    const tree = treeOf(new Map(keys.map((key) => [key, key])));
    const cut = detachPages(tree, 1);
    expect(() => lookupTree(cut, keys[0] as Hex)).toThrowError(errors.NotCovered().message);
    expect(lookupTree(load(cut, stored(tree).pages, [keys[0] as Hex]), keys[0] as Hex)).toBe(keys[0]);
  });

  it("are refused in another page's place", () => {
    const keys = Array.from({ length: 64 }, (_, i) => toHex(sha256(Uint8Array.of(i))));
    const { pages, open } = stored(treeOf(new Map(keys.map((key) => [key, key]))));
    const [, first, second] = [...pages.keys()];
    const swapped = new Map([[first as string, pages.get(second as string) as Uint8Array]]);
    expect(() => attachPages(open(), swapped)).toThrow();
  });
});
