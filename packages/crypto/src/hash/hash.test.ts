import { toHex, utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import * as native from "../node/index.ts";
import * as pure from "./digests.ts";
import { hkdfSha256 } from "./hkdf.ts";
import { twox64, twox128 } from "./twox.ts";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const hexOf = (value: Uint8Array) => toHex(value).slice(2);

describe("hashes", () => {
  it.each([
    // RFC 7693 appendix A; b2sum -l 256 and -l 128
    [
      pure.blake2b512,
      "abc",
      "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    ],
    [pure.blake2b256, "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"],
    [pure.blake2b256, "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"],
    [pure.blake2b128, "abc", "cf4ab791c62b8d2b2109c90275287816"],
    // FIPS 180-4 examples
    [pure.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      pure.sha384,
      "abc",
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    ],
    // Ethereum's empty code hash
    [pure.keccak256, "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    // Prefixes of Substrate storage keys
    [twox128, "System", "26aa394eea5630e07c48ae0c9558cef7"],
    [twox128, "Account", "b99d880ec681799c0cf30e8886371da9"],
    [twox128, "Balances", "c2261276cc9d1f8598ea4b6a74b15c2f"],
    [twox128, "TotalIssuance", "57c875e4cff74148e4628f264b974c80"],
    // xxhsum -H1 (seed 0), bytes little-endian
    [twox64, "", "99e9d85137db46ef"],
  ])("%o of %j", (hash, text, expected) => {
    expect(hexOf(hash(utf8(text)))).toBe(expected);
  });

  it("are the same in JavaScript and in native code", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (message, offset) => {
        const view = message.subarray(Math.min(offset, message.length));
        expect(native.blake2b128(view)).toEqual(pure.blake2b128(view));
        expect(native.blake2b256(view)).toEqual(pure.blake2b256(view));
        expect(native.blake2b512(view)).toEqual(pure.blake2b512(view));
        expect(native.sha256(view)).toEqual(pure.sha256(view));
        expect(native.sha384(view)).toEqual(pure.sha384(view));
        expect(native.sha512(view)).toEqual(pure.sha512(view));
      }),
    ));
});

describe("hkdfSha256", () => {
  it("gives RFC 5869's test case 1", () => {
    const okm = hkdfSha256(
      bytes("0b".repeat(22)),
      bytes("000102030405060708090a0b0c"),
      bytes("f0f1f2f3f4f5f6f7f8f9"),
      42,
    );
    expect(hexOf(okm)).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  });

  it("gives RFC 5869's test case 3: no salt, no info", () => {
    expect(hexOf(hkdfSha256(bytes("0b".repeat(22)), bytes(""), bytes(""), 42))).toBe(
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    );
  });

  it("refuses more than 255 blocks", () => {
    expect(() => hkdfSha256(bytes(""), bytes(""), bytes(""), 8161)).toThrowError(
      expect.objectContaining({ name: errors.TooLong().name }),
    );
  });
});
