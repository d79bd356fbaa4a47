import { scryptSync } from "node:crypto";
import { encodeAddress, fromHex, toHex, utf8 } from "@pha/codec";
import { Keyring } from "@polkadot/keyring";
import type { KeyringPair$Json } from "@polkadot/keyring/types";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { secretFromUri } from "./derivation.ts";
import { keypairFromUri } from "./keypair.ts";
import { contentOf, openKeystore, readKeystore, sealKeystore } from "./keystore.ts";
import { newPhrase } from "./phrase.ts";
import { pureScrypt, type Scrypt, useScrypt } from "./scrypt.ts";
import { verifySignature } from "./verify.ts";

const nodeScrypt: Scrypt = (password, salt, { N, r, p }, length) =>
  scryptSync(password, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) });
useScrypt(nodeScrypt);

const schemes = ["sr25519", "ed25519", "ecdsa"] as const;
const password = "pässwörd 1";
const message = utf8("message");
const alice = sealKeystore("//Alice", "sr25519", password, { name: "alice" });

describe("a keystore", () => {
  it("has the same key from a host's own code and from that of every platform", () => {
    const cost = { N: 1 << 13, r: 8, p: 2 };
    const derive = (scrypt: Scrypt) => toHex(scrypt(utf8(password), utf8("salt"), cost, 64));
    expect(derive(nodeScrypt)).toBe(derive(pureScrypt));
  });

  it("that polkadot-js wrote opens here, and signs", () => {
    const uri = `${newPhrase()}//hard`;
    const ours = keypairFromUri(uri, "sr25519");
    const pair = new Keyring({ type: "sr25519", ss58Format: 30 }).addFromUri(uri, { name: "mine", whenCreated: 7 });
    const { keystore, account } = readKeystore(JSON.parse(JSON.stringify(pair.toJson(password))));
    expect({ account, meta: keystore.meta }).toEqual({
      account: ours.accountId,
      meta: { name: "mine", whenCreated: 7 },
    });
    const key = openKeystore(keystore, password);
    expect(key).toMatchObject({ scheme: "sr25519", accountId: ours.accountId, publicKey: ours.publicKey });
    expect(verifySignature("sr25519", ours.publicKey, message, key.sign(message))).toBe(true);
  });

  it("that was written here opens in polkadot-js, and signs", () => {
    const pair = new Keyring().addFromJson(alice as unknown as KeyringPair$Json);
    pair.unlock(password);
    expect(pair).toMatchObject({ address: alice.address, meta: { name: "alice" } });
    const { publicKey } = keypairFromUri("//Alice", "sr25519");
    expect(verifySignature("sr25519", publicKey, message, toHex(pair.sign(message)))).toBe(true);
  });

  it.each(schemes)("of %s has the content that polkadot-js encrypts", (scheme) => {
    const uri = `${newPhrase()}//hard`;
    const { publicKey } = keypairFromUri(uri, scheme);
    const pair = new Keyring({ type: scheme }).addFromUri(uri);
    expect(toHex(contentOf(secretFromUri(uri, scheme), fromHex(publicKey), scheme))).toBe(toHex(pair.encodePkcs8()));
  });

  it.each(["ed25519", "ecdsa"] as const)("of %s names its account, and opens", (scheme) => {
    const keystore = sealKeystore("//Bob", scheme, password);
    const { accountId, publicKey } = keypairFromUri("//Bob", scheme);
    expect(readKeystore(JSON.parse(JSON.stringify(keystore)))).toEqual({ keystore, account: accountId });
    expect(new Keyring().addFromJson(keystore as unknown as KeyringPair$Json).addressRaw).toEqual(fromHex(accountId));
    expect(openKeystore(keystore, password).publicKey).toBe(publicKey);
  });
});

describe("a keystore is refused", () => {
  it("with another password, or changed by a bit", () => {
    expect(() => openKeystore(alice, "password")).toThrow(expect.toSatisfy(errors.WrongPassword.is));
    const last = alice.encoded.at(-3) === "A" ? "B" : "A";
    const encoded = `${alice.encoded.slice(0, -3)}${last}${alice.encoded.slice(-2)}`;
    expect(() => openKeystore({ ...alice, encoded }, password)).toThrow(expect.toSatisfy(errors.WrongPassword.is));
  });

  it("under another's address", () => {
    const address = encodeAddress(keypairFromUri("//Bob", "sr25519").accountId, 42);
    expect(() => openKeystore({ ...alice, address }, password)).toThrow(expect.toSatisfy(errors.BadKeystore.is));
  });

  it.each([
    ["no JSON object", "text"],
    ["nothing", null],
    ["several accounts", { ...alice, encoding: { ...alice.encoding, content: ["batch-pkcs8"] } }],
    ["version 2", { ...alice, encoding: { ...alice.encoding, version: "2" } }],
    ["an Ethereum key", { ...alice, encoding: { ...alice.encoding, content: ["pkcs8", "ethereum"] } }],
    ["no password", { ...alice, encoding: { ...alice.encoding, type: ["none"] } }],
    ["no address", { ...alice, address: "5Grw" }],
    ["a shortened ecdsa key as address", { ...alice, address: "0x02" }],
  ])("before it is opened: %s", (_, json) => {
    expect(() => readKeystore(json)).toThrow(expect.toSatisfy(errors.BadKeystore.is));
  });

  it.each([
    ["that asks for a gigabyte of memory", (bytes: Buffer) => bytes.writeUInt32LE(1 << 20, 32)],
    ["that asks for hours", (bytes: Buffer) => bytes.writeUInt32LE(1 << 20, 36)],
  ])("%s", (_, change) => {
    const bytes = Buffer.from(alice.encoded, "base64");
    change(bytes);
    const encoded = bytes.toString("base64");
    expect(() => openKeystore({ ...alice, encoded }, password)).toThrow(expect.toSatisfy(errors.BadKeystore.is));
  });

  it.each(["", "AAAA", "%%%%"])("of bytes that are none: %j", (encoded) => {
    expect(() => openKeystore({ ...alice, encoded }, password)).toThrow(expect.toSatisfy(errors.BadKeystore.is));
  });
});

it("a new phrase is twelve words that nobody had before", () => {
  expect(newPhrase().split(" ")).toHaveLength(12);
  expect(newPhrase()).not.toBe(newPhrase());
});
