import { concat, fromHex, type Hex, toHex, u32be, u64be, utf8 } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FreshnessCount, freshnessDigest, isFreshnessOf, type Place, placesOf } from "./freshness.ts";
import { makeNetwork } from "./testing.ts";
import { quorum } from "./validator-set.ts";

const { genesisHash } = makeNetwork(4);
const nonce: Hex = `0x${"ab".repeat(32)}`;
const hash: Hex = `0x${"cd".repeat(32)}`;

describe("freshness", () => {
  it("is signed over label, genesis, root of the nonces, set id, number and hash", () => {
    const bytes = concat(
      utf8("phala/fresh/v2"),
      fromHex(genesisHash),
      fromHex(nonce),
      u64be(3n),
      u32be(7),
      fromHex(hash),
    );
    expect(toHex(freshnessDigest(genesisHash, nonce, { setId: 3n, number: 7, hash }))).toBe(toHex(keccak256(bytes)));
  });

  it("answers any number of nonces with one signature, and each with its own place (property)", () => {
    const word = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), word, (nonces, other) => {
        fc.pre(!nonces.includes(other));
        const [validator, signature]: [Hex, Hex] = ["0xaa", "0xaa"];
        for (const [i, place] of placesOf(nonces).entries()) {
          const answer = { setId: 0n, number: 1, hash, place, validator, signature };
          const recover = () => (place.root === placesOf(nonces)[0]?.root ? validator : "0x");
          expect(isFreshnessOf(validator, genesisHash, nonces[i] as Hex, answer, recover)).toBe(true);
          expect(isFreshnessOf(validator, genesisHash, other, answer, recover)).toBe(false);
        }
      }),
    );
  });

  it("is between the lowest and the highest honest answer, whatever f validators say and whichever n − f are heard (property)", () => {
    const addressOf = (index: number): Hex => `0x${String(index).padStart(40, "0")}`;
    // Here a signature is the address of who signed.
    const recover = (_: Uint8Array, signature: Hex) => signature;
    const [place] = placesOf([nonce]) as [Place];
    const said = fc.integer({ min: 0, max: 1_000 });
    const network = fc
      .integer({ min: 1, max: 16 })
      .chain((n) =>
        fc.tuple(
          fc.array(said, { minLength: n, maxLength: n }),
          fc.shuffledSubarray([...Array(n).keys()], { minLength: quorum(n) }),
        ),
      );
    fc.assert(
      fc.property(network, ([numbers, heard]) => {
        const n = numbers.length;
        const liars = n - quorum(n); // the first f
        const set = { id: 0n, addresses: numbers.map((_, index) => addressOf(index)) };
        const count = new FreshnessCount({ genesisHash, set, nonce }, recover);
        const honest: number[] = [];
        for (const index of heard) {
          const validator = addressOf(index);
          const number = numbers[index] as number;
          if (index >= liars) honest.push(number);
          count.take({ setId: 0n, number, hash, place, validator, signature: validator });
        }
        expect(count.height).toBeGreaterThanOrEqual(Math.min(...honest));
        expect(count.height).toBeLessThanOrEqual(Math.max(...honest));
      }),
    );
  });
});
