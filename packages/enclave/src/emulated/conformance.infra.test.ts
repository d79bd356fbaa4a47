import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentRoot } from "@pha/attestation";
import { afterAll, describe, expect, it } from "vitest";
import { type ConformanceSetup, conformanceCases } from "../conformance.ts";
import { errors } from "../errors.ts";
import { makeHost } from "./host.ts";
import { makePlatform } from "./platform.ts";

const cacheDir = await mkdtemp(join(tmpdir(), "enclave-"));
afterAll(() => rm(cacheDir, { recursive: true }));

const setup: ConformanceSetup = {
  rootKey: developmentRoot().publicKey,
  hostOn: async (number) => makeHost({ platform: makePlatform(new Uint8Array(32).fill(number)), cacheDir, heapMb: 64 }),
};

describe("emulated enclave", () => {
  it.each(conformanceCases)("$name", ({ run }) => run(setup));

  it("says so when the process does not come up", async () => {
    const host = makeHost({ platform: makePlatform(new Uint8Array(32)), cacheDir, heapMb: 1 });
    const load = host.load(new Uint8Array(), {
      genesisHash: `0x${"11".repeat(32)}`,
      ocall: async (request) => request,
    });
    await expect(load).rejects.toSatisfy(errors.LoadFailed.is);
  });
});
