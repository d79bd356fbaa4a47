import { decode } from "@pha/codec";
import { validators } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll } from "vitest";
import { TickReply } from "../protocol.ts";
import { bundlePrograms, EnclaveHouse, type Member, type Programs } from "./testing/enclave-house.ts";

let programs: Programs;
beforeAll(async () => {
  programs = await bundlePrograms();
});
afterAll(() => programs[Symbol.asyncDispose]());

attack(
  "have keys of a gatekeeper's enclave for longer than its lease, showing it no newer blocks",
  async ({ refused, held }) => {
    await using house = new EnclaveHouse(programs);
    const { ledger } = house;
    ledger.pallet(validators).leaseMs.put(3_000);
    const members = await house.startThree();
    const [gatekeeper] = members as [Member];
    await house.makeMasterKey(members);
    house.enrolMiner();
    await house.advance(gatekeeper);
    await house.tick(gatekeeper);
    await held("a leased one gives them", () => house.askOn(gatekeeper));

    // Validators' answers go on arriving, for as long as four leases would have lasted.
    const withheld = ledger.block();
    let questions = 0;
    const { fresh } = ledger;
    ledger.fresh = (...asked) => {
      questions++;
      return fresh.apply(ledger, asked);
    };
    await eventually(() => questions >= 8, { withinMs: 60_000 });
    await refused("gatekeeper.LeaseExpired", () => house.askOn(gatekeeper));
    await held("it takes no part in making keys", async () => {
      const { standing } = decode(TickReply, await gatekeeper.ask({ type: "Tick" }));
      if (standing !== "unleased") throw new Error(standing);
    });

    await gatekeeper.ask({ type: "Advance", value: withheld });
    await house.tick(gatekeeper);
    await held("it gives keys again once it is shown the newest block", () => house.askOn(gatekeeper));
  },
  150_000,
);
