import { createMerkleProof, createMPT, verifyMPTWithMerkleProof } from "@ethereumjs/mpt";
import { concat, toHex } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { trieValue } from "./trie-proof.ts";

const key = fc.uint8Array({ minLength: 1, maxLength: 3 });
const value = fc.uint8Array({ minLength: 1, maxLength: 60 });
const entries = fc.uniqueArray(fc.tuple(key, value), { minLength: 1, maxLength: 40, selector: ([key]) => toHex(key) });

async function trieOf(list: readonly (readonly [Uint8Array, Uint8Array])[]) {
  const trie = await createMPT();
  for (const [key, value] of list) await trie.put(key, value);
  /** It gives small nodes too, which are in their parents already. */
  const isApart = (node: Uint8Array, i: number) => i === 0 || node.length >= 32;
  const prove = async (key: Uint8Array) => (await createMerkleProof(trie, key)).filter(isApart);
  return { root: trie.root(), prove };
}

/** What the other implementation makes of a proof: a value, or nothing. */
const byOther = async (root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]) =>
  verifyMPTWithMerkleProof(await createMPT(), root, key, [...nodes]).catch(() => null);

function byUs(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): Uint8Array | null {
  try {
    return trieValue(root, key, nodes);
  } catch (error) {
    if (errors.NotInTrie.is(error) || errors.BadRlp.is(error)) return null;
    throw error;
  }
}

describe("a proof of a trie", () => {
  it("gives each value, as another implementation does (property)", () =>
    fc.assert(
      fc.asyncProperty(entries, fc.nat(), async (list, which) => {
        const [key, value] = list[which % list.length] as (typeof list)[number];
        const { root, prove } = await trieOf(list);
        const nodes = await prove(key);
        expect(trieValue(root, key, nodes)).toEqual(value);
        expect(await byOther(root, key, nodes)).toEqual(value);
      }),
    ));

  it("gives nothing by nodes that were changed, left out or are of another key, as another does not (property)", () =>
    fc.assert(
      fc.asyncProperty(
        entries,
        key,
        fc.nat(),
        fc.nat(),
        fc.constantFrom("turn", "drop", "absent"),
        async (list, absent, which, bit, how) => {
          const { root, prove } = await trieOf(list);
          const [present] = list[which % list.length] as (typeof list)[number];
          const asked = how === "absent" ? absent : present;
          const nodes = await prove(how === "absent" ? absent : present);
          const at = bit % nodes.length;
          const spoiled = nodes.flatMap((node, i) => {
            if (i !== at || how === "absent") return [node];
            if (how === "drop") return [];
            const turned = node.slice();
            const place = bit % (8 * node.length);
            turned[place >> 3] = (turned[place >> 3] as number) ^ (1 << (place & 7));
            return [turned];
          });
          const [ours, others] = [byUs(root, asked, spoiled), await byOther(root, asked, spoiled)];
          expect(ours).toEqual(others ?? null);
        },
      ),
    ));

  it("has no node that is not on the way, and no other root", async () => {
    const list = Array.from({ length: 20 }, (_, i) => [Uint8Array.of(i), new Uint8Array(40).fill(i)] as const);
    const { root, prove } = await trieOf(list);
    const nodes = await prove(Uint8Array.of(3));
    expect(() => trieValue(root, Uint8Array.of(3), [...nodes, nodes[0] as Uint8Array])).toThrow(
      expect.toSatisfy(errors.NotInTrie.is),
    );
    expect(byUs(keccak256(concat(...nodes)), Uint8Array.of(3), nodes)).toBeNull();
    expect(byUs(root, Uint8Array.of(3), [])).toBeNull();
  });
});
