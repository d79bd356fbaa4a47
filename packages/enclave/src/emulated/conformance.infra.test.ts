import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentRoot } from "@pha/attestation";
import { afterAll, describe, it } from "vitest";
import { type ConformanceSetup, conformanceCases } from "../conformance.ts";
import { makeEmulatedHost } from "./host.ts";
import { makePlatform } from "./platform.ts";

const cacheDir = await mkdtemp(join(tmpdir(), "enclave-"));
afterAll(() => rm(cacheDir, { recursive: true }));

const setup: ConformanceSetup = {
  rootKey: developmentRoot().publicKey,
  hostOn: async (number) =>
    makeEmulatedHost({ platform: makePlatform(new Uint8Array(32).fill(number)), cacheDir, heapMb: 64 }),
};

describe("emulated enclave", () => {
  it.each(conformanceCases)("$name", ({ run }) => run(setup));
});
