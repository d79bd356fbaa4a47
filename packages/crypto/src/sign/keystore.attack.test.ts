import { encodeAddress } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { vi } from "vitest";
import { keypairFromUri } from "./keypair.ts";
import { openKeystore, readKeystore, sealKeystore } from "./keystore.ts";
import { useRememberedScrypt } from "./testing.ts";

useRememberedScrypt();
// A password's key takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const password = "pässwörd 1";
const alice = sealKeystore("//Alice", "sr25519", password, { name: "alice" });
const opening =
  (change: object, by = password) =>
  () =>
    openKeystore({ ...alice, ...change }, by);

attack("open a keystore with a guess, or with a bit of it changed", async ({ refused }) => {
  await refused("crypto.WrongPassword", opening({}, "password"));
  const last = alice.encoded.at(-3) === "A" ? "B" : "A";
  const encoded = `${alice.encoded.slice(0, -3)}${last}${alice.encoded.slice(-2)}`;
  await refused("crypto.WrongPassword", opening({ encoded }));
});

attack("put another's address on a keystore", async ({ refused }) => {
  const address = encodeAddress(keypairFromUri("//Bob", "sr25519").accountId, 42);
  await refused("crypto.BadKeystore", opening({ address }));
});

attack("hand over a keystore that is none", async ({ refused }) => {
  const forged = [
    ...["text", null],
    { ...alice, encoding: { ...alice.encoding, content: ["batch-pkcs8"] } }, // several accounts
    { ...alice, encoding: { ...alice.encoding, version: "2" } },
    { ...alice, encoding: { ...alice.encoding, content: ["pkcs8", "ethereum"] } },
    { ...alice, encoding: { ...alice.encoding, type: ["none"] } }, // no password
    { ...alice, address: "5Grw" },
    { ...alice, address: "0x02" }, // a shortened ecdsa key
  ];
  for (const json of forged) await refused("crypto.BadKeystore", () => readKeystore(json));
  for (const encoded of ["", "AAAA", "%%%%"]) await refused("crypto.BadKeystore", opening({ encoded }));
});

attack("make opening a keystore cost a gigabyte, or hours", async ({ refused }) => {
  for (const at of [32, 36]) {
    const bytes = Buffer.from(alice.encoded, "base64");
    bytes.writeUInt32LE(1 << 20, at);
    await refused("crypto.BadKeystore", opening({ encoded: bytes.toString("base64") }));
  }
});
