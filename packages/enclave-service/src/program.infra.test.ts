import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { u8 } from "@pha/codec";
import { openSlot } from "@pha/enclave";
import { silentLog as log } from "@pha/service-kit/log";
import { expect, it } from "vitest";
import { loadProgram } from "./program.ts";

it("says which bundle cannot be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "program-"));
  try {
    await using slot = await openSlot(folder);
    const file = join(folder, "none.js");
    const ocall = async () => new Uint8Array();
    const loading = loadProgram({
      ...{
        file,
        request: u8,
        platform: slot.platform,
        cacheDir: folder,
        genesisHash: `0x${"00".repeat(32)}`,
        ocall,
        log,
      },
    });
    await expect(loading).rejects.toThrowError(
      expect.objectContaining({ code: "enclave-service.ProgramUnreadable", data: { file, reason: "ENOENT" } }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
