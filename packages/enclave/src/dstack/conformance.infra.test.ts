import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEvidence } from "@pha/attestation/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConformanceSetup, conformanceCases, fenceAttacks } from "../conformance.ts";
import { makeHost } from "../emulated/host.ts";
import { openDstack } from "./platform.ts";
import { machine, standIn } from "./testing/stand-in.ts";

const folder = await mkdtemp(join(tmpdir(), "dstack-"));
const machines = new AsyncDisposableStack();
const socketOf = (number: number) => join(folder, `machine-${number}.sock`);
beforeAll(async () => {
  for (const number of [0, 1]) machines.use(await standIn(socketOf(number), machine(number)));
});
afterAll(async () => {
  await machines.disposeAsync();
  await rm(folder, { recursive: true });
});

const { root, collateral } = makeEvidence(undefined, Date.now());
const rules = { statuses: [{ type: "UpToDate" as const }], advisories: [], worstConfidence: 1, denied: [] };
const setup: ConformanceSetup = {
  rootKey: undefined,
  hardware: { root, collateral: () => collateral, rules },
  hostOn: async (number) => makeHost({ platform: await openDstack(socketOf(number), 0), cacheDir: folder, heapMb: 64 }),
};

describe("an enclave on a machine of a stand-in for dstack's guest agent", () => {
  it.each(conformanceCases)("$name", ({ run }) => run(setup));

  it.each(fenceAttacks)("withstands: $name", async ({ attempts, open }) => {
    await using program = await open(setup);
    for (const [what, , outcome] of attempts) expect(await program.attempt(what), what).toBe(outcome);
  });
});
