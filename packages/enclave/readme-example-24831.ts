import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEmulatedHost, openSlot } from "@pha/enclave";

const folder = await mkdtemp(join(tmpdir(), "enclave-"));
await using slot = await openSlot(folder);
const host = makeEmulatedHost({ platform: slot.platform, cacheDir: folder });
const program = new TextEncoder().encode(
  "export const start = () => ({ handle: (request) => request.map((x) => x + 1) });",
);
await using enclave = await host.load(program, {
  genesisHash: `0x${"00".repeat(32)}`,
  ocall: async () => new Uint8Array(),
});
assert.deepEqual(await enclave.call(Uint8Array.of(1, 2)), Uint8Array.of(2, 3));
