import { encode } from "@pha/codec";
import { makePlatform } from "@pha/enclave";
import { fuzzDoor } from "@pha/enclave/fuzz";
import { readReply } from "@pha/program-kit";
import { fakeHost } from "@pha/program-kit/testing";
import { gatekeepers } from "@pha/runtime/spec";
import { sampleBytes } from "@pha/runtime/testing/samples";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Request } from "../protocol.ts";
import { bundlePrograms, EnclaveHouse } from "./testing/enclave-house.ts";

/** Frames, the same ones at each run; `DOOR_FRAMES=500000 DOOR_SEED=2 npm test -- infra door-fuzz` sends more and others. */
const { DOOR_FRAMES: frames = "2800", DOOR_SEED: seed = "1" } = process.env;

it("takes any frames of its host, by code, and ends with what is no frame", { timeout: 1_200_000 }, async () => {
  await using programs = await bundlePrograms();
  const house = new EnclaveHouse(programs);
  const { ledger } = house;
  const { genesisHash } = ledger;
  const state = ledger.pallet(gatekeepers);
  state.config.put({ size: 3, threshold: 2, windowTicks: 60, reshareTicks: 0 });
  const samples = fc.sample(sampleBytes(Request), { seed: Number(seed), numRuns: 500 });
  const report = await fuzzDoor(
    {
      program: programs.gatekeeper,
      cacheDir: programs.cacheDir,
      genesisHash,
      platform: makePlatform(new Uint8Array(32)),
      ocall: fakeHost(ledger).ocall,
      requests: [...samples, encode(Request, house.start())],
      async begin(call) {
        const ask = async (request: Request) => readReply(await call(encode(Request, request)));
        await ask(house.start());
        const { identity, sealedIdentity } = await house.register({ ask }, "Gatekeeper");
        const seals = { round: undefined, shares: undefined };
        const member = { ask, identity, sealedIdentity, platform: 0, kill: async () => {}, seals };
        state.members.put([{ identity, index: 1 }]);
        state.dkg.put({
          ...{ generation: 1, round: 1, deadline: 99, participants: [], dealers: [], checked: [], excluded: [] },
          ...{ since: 0, phase: { type: "Keys" } },
        });
        await house.advance(member);
        await house.tick(member);
        house.enrolMiner();
        const blocks = [1, 2, 3].map((): Request => ({ type: "Advance", value: ledger.block() }));
        return [house.requestFor(identity), ...blocks].map((request) => encode(Request, request));
      },
      read: readReply,
    },
    { seed: Number(seed), frames: Number(frames) },
  );
  const { frames: sent, processes, codes } = report;
  console.log(`seed ${seed}: ${sent} frames to ${processes} processes; ${[...codes].join(" ").replaceAll(",", " ")}`);
  expect(sent).toBeGreaterThanOrEqual(Number(frames));
  expect(codes.get("done")).toBeGreaterThan(sent / 100);
});
