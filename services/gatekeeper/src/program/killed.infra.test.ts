import { afterAll, beforeAll, expect, it } from "vitest";
import { bundlePrograms, EnclaveHouse, type Member, type Programs } from "./testing/enclave-house.ts";

let programs: Programs;
beforeAll(async () => {
  programs = await bundlePrograms();
});
afterAll(() => programs[Symbol.asyncDispose]());

const steps = (["Keys", "Deals", "Done"] as const).flatMap((phase) =>
  (["not spoken", "spoken"] as const).map((have) => [phase, have] as const),
);

it.each(steps)(
  "an enclave's process that is killed at %s, when it has %s, has its share of the master key when it is back",
  { timeout: 120_000 },
  async (phase, have) => {
    await using house = new EnclaveHouse(programs);
    const members = await house.startThree();
    const [victim] = members as [Member];
    const killed: string[] = [];
    await house.makeMasterKey(members, undefined, 0, async (...step) => {
      if (step.join() !== [phase, have].join()) return;
      killed.push(victim.identity);
      await house.killAndRestart(victim);
    });
    expect(killed).toEqual([victim.identity]);
    await house.advance(...members);
    for (const member of members) {
      expect((await house.tick(member)).standing).toBe("holds-share");
      await expect(house.askForKeys(member)).resolves.toBeInstanceOf(Uint8Array);
    }
  },
);
