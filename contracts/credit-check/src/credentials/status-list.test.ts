import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Credential } from "./credential.ts";
import { encodedListOf, isSet } from "./status-list.ts";

const listOf = (bits: Uint8Array): string => `u${gzipSync(bits).toString("base64url")}`;
const credentialOf = (claims: Record<string, unknown>): Credential => ({
  ...{ id: "https://issuer.example/3", issuer: "did:key:z", subject: "https://issuer.example/3#list", claims },
  ...{ types: ["VerifiableCredential", "BitstringStatusListCredential"], validFrom: 0, validUntil: 1, status: [] },
});

test("places are read as the standard counts them", () => {
  const bits = new Uint8Array(16_384);
  for (const index of [0, 9, 94_567, 131_071]) (bits[index >> 3] as number) |= 0x80 >> (index & 7);
  const encodedList = listOf(bits);
  expect(encodedListOf(credentialOf({ encodedList, statusPurpose: "revocation" }))).toBe(encodedList);
  const set = Array.from({ length: 200_000 / 25 }, (_, i) => i * 25).filter((index) => isSet(encodedList, index));
  expect(set.filter((index) => index < 131_072)).toEqual([0]);
  expect([9, 94_567, 131_071].map((index) => isSet(encodedList, index))).toEqual([true, true, true]);
  expect(isSet(encodedList, 131_072)).toBe(true);
});

// Bitstring Status List 1.0, example of an encoded list: none of 131,072 is set
test("a published list has nothing set", () => {
  const encodedList = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
  expect([0, 1, 131_071].map((index) => isSet(encodedList, index))).toEqual([false, false, false]);
});

test("what is no list is refused", () => {
  const refused = expect.objectContaining({ code: "BadCredential" });
  const good = listOf(new Uint8Array(16_384));
  for (const claims of [
    {},
    { encodedList: good },
    { encodedList: good, statusPurpose: "message" },
    { encodedList: good.slice(1), statusPurpose: "revocation" },
    { encodedList: listOf(new Uint8Array(16_383)), statusPurpose: "revocation" },
    { encodedList: "uAAAA", statusPurpose: "revocation" },
  ])
    expect(() => encodedListOf(credentialOf(claims))).toThrowError(refused);
});
