import assert from "node:assert/strict";
import { toHex, utf8 } from "@pha/codec";
import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { openCommand, sealCommand } from "@pha/secret-channel";

const keys = purePrimitives.x25519.generate(); // the contract's; its secret is in enclaves only
const hash = (byte: string) => `0x${byte.repeat(32)}` as const;
const scope = { genesis: hash("01"), contract: hash("02"), codeHash: hash("03"), epoch: 0 };
const alice = keypairFromUri("//Alice", "sr25519").accountId;
const eve = keypairFromUri("//Eve", "sr25519").accountId;

const bid = { method: "bid", args: utf8('{"amount":"7"}') };
const sealed = sealCommand(purePrimitives, toHex(keys.publicKey), scope, alice, bid);
assert.deepEqual(openCommand(purePrimitives, keys.privateKey, scope, alice, sealed), bid);
assert.throws(() => openCommand(purePrimitives, keys.privateKey, scope, eve, sealed), {
  code: "channel.Undecipherable",
});
