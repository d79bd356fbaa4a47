import { fromHex, toHex, utf8 } from "@pha/codec";
import { Keyring } from "@polkadot/keyring";
import type { KeyringPair$Json } from "@polkadot/keyring/types";
import { describe, expect, it } from "vitest";
import { secretFromUri } from "./derivation.ts";
import { keypairFromUri } from "./keypair.ts";
import { contentOf, openKeystore, readKeystore, sealKeystore } from "./keystore.ts";
import { newPhrase } from "./phrase.ts";
import { pureScrypt, type Scrypt } from "./scrypt.ts";
import { nodeScrypt, useRememberedScrypt } from "./testing.ts";
import { verifySignature } from "./verify.ts";

useRememberedScrypt();

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

it("a new phrase is twelve words that nobody had before", () => {
  expect(newPhrase().split(" ")).toHaveLength(12);
  expect(newPhrase()).not.toBe(newPhrase());
});
