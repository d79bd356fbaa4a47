import { encodeAddress, type Hex, toHex, utf8 } from "@pha/codec";
import * as wasm from "@polkadot/wasm-crypto";
import { describe, expect, it } from "vitest";
import * as native from "../node/index.ts";
import { DEV_MINI_SECRET, secretFromUri } from "./derivation.ts";
import { keypairFromSeed, keypairFromUri } from "./keypair.ts";
import { DEV_PHRASE, miniSecretFromPhrase } from "./phrase.ts";
import { verifySignature } from "./verify.ts";

const OTHER_PHRASE = "seed sock milk update focus rotate barely fade car face mechanic mercy";
const schemes = ["sr25519", "ed25519", "ecdsa"] as const;

describe("keypairFromUri", () => {
  it.each([
    ["//Alice", "sr25519", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"],
    ["//Alice//stash", "sr25519", "5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY"],
    ["//Bob", "sr25519", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"],
    ["//Charlie", "sr25519", "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"],
    [DEV_PHRASE, "sr25519", "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV"],
    ["//Alice", "ed25519", "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu"],
    ["//Bob", "ed25519", "5GoNkf6WdbxCFnPdAnYYQyCjAKPJgLNxXwPjwTh6DGg6gN3E"],
    ["//Alice", "ecdsa", "5C7C2Z5sWbytvHpuLTvzKunnnRwQxft1jiqrLD5rhucQ5S9X"],
  ] as const)("%s as %s is the account every Substrate tool knows", (uri, scheme, address) => {
    expect(encodeAddress(keypairFromUri(uri, scheme).accountId, 42)).toBe(address);
  });

  it.each([
    [
      "//Alice/soft",
      [
        ["hard", "Alice"],
        ["soft", "soft"],
      ],
    ],
    [
      "//polkadot/7//9",
      [
        ["hard", "polkadot"],
        ["soft", 7],
        ["hard", 9],
      ],
    ],
  ] as const)("derives %s, hard and soft, as schnorrkel does", async (uri, steps) => {
    await wasm.waitReady();
    let pair = wasm.sr25519KeypairFromSeed(Buffer.from(DEV_MINI_SECRET.slice(2), "hex"));
    for (const [kind, name] of steps) {
      const chainCode = new Uint8Array(32);
      if (typeof name === "number") chainCode[0] = name;
      else chainCode.set([name.length << 2, ...utf8(name)]);
      pair =
        kind === "hard"
          ? wasm.sr25519DeriveKeypairHard(pair, chainCode)
          : wasm.sr25519DeriveKeypairSoft(pair, chainCode);
    }
    expect(keypairFromUri(uri, "sr25519").publicKey).toBe(toHex(pair.subarray(64)));
  });

  it.each([
    [DEV_PHRASE, ""],
    [OTHER_PHRASE, ""],
    [OTHER_PHRASE, "hunter2"],
  ])("expands the phrase %j with password %j as Substrate does", async (phrase, password) => {
    await wasm.waitReady();
    const expected = toHex(wasm.bip39ToMiniSecret(phrase, password));
    expect(toHex(miniSecretFromPhrase(phrase, password))).toBe(expected);
    for (const scheme of schemes) {
      expect(keypairFromUri(`${phrase}//a///${password}`, scheme).publicKey).toBe(
        keypairFromUri(`${expected}//a`, scheme).publicKey,
      );
    }
  });

  it("knows the development phrase's secret by heart", () => {
    expect(toHex(miniSecretFromPhrase(DEV_PHRASE))).toBe(DEV_MINI_SECRET);
  });

  it("hashes a junction whose encoding is longer than 32 bytes", () => {
    const long = keypairFromUri(`//${"x".repeat(80)}`, "ed25519").publicKey;
    expect(long).not.toBe(keypairFromUri(`//${"x".repeat(81)}`, "ed25519").publicKey);
  });

  it.each([
    ["", "BadUri"],
    ["//", "BadUri"],
    ["//Alice/", "BadUri"],
    ["0x1234", "BadPhrase"],
    ["bottom drive obey", "BadPhrase"],
    [OTHER_PHRASE.replace("mercy", "mechanic"), "BadPhrase"],
    [OTHER_PHRASE.replace("mercy", "merci"), "BadPhrase"],
  ])("refuses %j", (uri, name) => {
    expect(() => keypairFromUri(uri, "sr25519")).toThrowError(expect.objectContaining({ name }));
  });

  it.each(["ed25519", "ecdsa"] as const)("refuses a soft junction for %s", (scheme) => {
    expect(() => keypairFromUri("//Alice/soft", scheme)).toThrowError(
      expect.objectContaining({ name: "SoftJunction" }),
    );
  });
});

describe("keypairFromSeed", () => {
  it.each(schemes)("is the pair of the same seed as URI (%s)", (scheme) => {
    const seed = new Uint8Array(32).fill(7);
    expect(keypairFromSeed(seed, scheme).publicKey).toBe(keypairFromUri(toHex(seed), scheme).publicKey);
  });

  it("refuses a seed of another length, and an ecdsa key of zero", () => {
    expect(() => keypairFromSeed(new Uint8Array(31), "ed25519")).toThrowError(
      expect.objectContaining({ name: "BadLength" }),
    );
    expect(() => keypairFromSeed(new Uint8Array(32), "ecdsa")).toThrowError(
      expect.objectContaining({ name: "BadKey" }),
    );
  });
});

describe.each(schemes)("a %s key pair", (scheme) => {
  const message = utf8("a message");

  it("signs in JavaScript and natively what both verify", () => {
    for (const pair of [keypairFromUri("//Alice", scheme), native.keypairFromUri("//Alice", scheme)]) {
      const signature = pair.sign(message);
      for (const verify of [verifySignature, native.verifySignature]) {
        expect(verify(scheme, pair.accountId, message, signature)).toBe(true);
        expect(verify(scheme, pair.publicKey, message, signature)).toBe(true);
        expect(verify(scheme, pair.publicKey, utf8("another"), signature)).toBe(false);
        expect(verify(scheme, keypairFromUri("//Bob", scheme).accountId, message, signature)).toBe(false);
      }
    }
  });

  it("does not show its secret", () => {
    const secret = toHex(secretFromUri("//Alice", scheme)).slice(2) as Hex;
    expect(JSON.stringify(keypairFromUri("//Alice", scheme))).not.toContain(secret);
  });
});
