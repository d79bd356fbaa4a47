import { concat, fromHex, type Hex, toHex, u32be, u64be, utf8 } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { freshnessDigest } from "./freshness.ts";
import { makeNetwork } from "./testing.ts";

const { genesisHash } = makeNetwork(4);
const nonce: Hex = `0x${"ab".repeat(32)}`;
const hash: Hex = `0x${"cd".repeat(32)}`;

describe("freshness", () => {
  it("is signed over label, genesis, nonce, set id, number and hash", () => {
    const bytes = concat(
      utf8("phala/fresh/v1"),
      fromHex(genesisHash),
      fromHex(nonce),
      u64be(3n),
      u32be(7),
      fromHex(hash),
    );
    expect(toHex(freshnessDigest(genesisHash, nonce, { setId: 3n, number: 7, hash }))).toBe(toHex(keccak256(bytes)));
  });
});
