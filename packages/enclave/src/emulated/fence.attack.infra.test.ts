import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentRoot } from "@pha/attestation";
import { attack } from "@pha/testkit/attack";
import { afterAll, expect } from "vitest";
import { type ConformanceSetup, fenceAttacks } from "../conformance.ts";
import { makeHost } from "./host.ts";
import { makePlatform } from "./platform.ts";

const cacheDir = await mkdtemp(join(tmpdir(), "enclave-"));
afterAll(() => rm(cacheDir, { recursive: true }));

const setup: ConformanceSetup = {
  rootKey: developmentRoot().publicKey,
  hostOn: async (number) => makeHost({ platform: makePlatform(new Uint8Array(32).fill(number)), cacheDir, heapMb: 64 }),
};

for (const { name, attempts, open } of fenceAttacks)
  attack(name, async ({ held }) => {
    await using program = await open(setup);
    for (const [what, , outcome] of attempts)
      await held(outcome, async () => expect(await program.attempt(what), what).toBe(outcome));
  });
