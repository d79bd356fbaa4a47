import { BEACON_DST, beaconMessage, beaconSeed, combinePartials, KEY_DST, verifyBls } from "@pha/crypto";
import { describe, expect, it, vi } from "vitest";
import { TestEnclave } from "../../testing/index.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { beacon } from "./spec.ts";
import { interval, refusal, run, setup } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe("a round of the beacon", () => {
  it("is signed by any two of three, under the master key, and its seed is the same whoever they are", () => {
    const made = setup();
    const { ledger, publicKey, genesisHash, part, partOf } = made;
    ledger.runTo(interval);
    run(made, 2, part(2, 1n));
    expect(ledger.of(beacon).last.get()).toBeUndefined();
    run(made, 0, part(0, 1n));
    const signed = ledger.of(beacon).last.get();
    const message = beaconMessage({ genesisHash, generation: 1, round: 1n });
    const others = [0, 1].map((id) => ({ id: id + 1, signature: partOf(id, 1n) }));
    const signature = combinePartials(others, 2);
    expect(signed).toEqual({ round: 1n, generation: 1, at: ledger.now.number, signature, seed: beaconSeed(signature) });
    expect(verifyBls(publicKey, BEACON_DST, message, signature)).toBe(true);
    expect(ledger.events(beacon)).toEqual([{ type: "RoundSigned", value: { round: 1n, seed: beaconSeed(signature) } }]);
  });

  it("is due so many blocks after the one before, and no other is signed", () => {
    const made = setup();
    const { ledger, part } = made;
    ledger.runTo(interval - 2);
    expect(refusal(made, 0, part(0, 1n))).toBe("Beacon.NotDue");
    ledger.runTo(interval);
    expect(refusal(made, 0, part(0, 2n))).toBe("Beacon.NotDue");
    run(made, 0, part(0, 1n));
    run(made, 1, part(1, 1n));
    expect(refusal(made, 2, part(2, 1n))).toBe("Beacon.NotDue");
    expect(refusal(made, 2, part(2, 2n))).toBe("Beacon.NotDue");
    ledger.runTo((ledger.of(beacon).last.get()?.at ?? 0) + interval);
    run(made, 2, part(2, 2n));
    run(made, 1, part(1, 2n));
    expect(ledger.of(beacon).last.get()?.round).toBe(2n);
  });

  it("hears each member once, and counts no part that does not hold", () => {
    const made = setup();
    const { ledger, part } = made;
    ledger.runTo(interval);
    run(made, 0, part(0, 1n));
    expect(refusal(made, 0, part(0, 1n))).toBe("Beacon.AlreadySpoken");
    run(made, 1, part(1, 1n, made, KEY_DST));
    expect(ledger.events(beacon)).toEqual([{ type: "BadPart", value: { round: 1n, index: 2 } }]);
    expect(refusal(made, 1, part(1, 1n))).toBe("Beacon.AlreadySpoken");
    expect(ledger.of(beacon).last.get()).toBeUndefined();
    run(made, 2, part(2, 1n));
    expect(ledger.of(beacon).last.get()?.round).toBe(1n);
  });

  it("is not made of parts of two sharings: after a new one all speak again", () => {
    const made = setup();
    const { ledger, part } = made;
    ledger.runTo(interval);
    run(made, 0, part(0, 1n));
    const shared = made.share(1);
    // What was under way says nothing of its member, who is asked again.
    for (const member of [1, 2]) expect(refusal(made, member, part(member, 1n))).toBe("Beacon.OtherSharing");
    run(made, 1, part(1, 1n, shared));
    expect(ledger.of(beacon).last.get()).toBeUndefined();
    run(made, 0, part(0, 1n, shared));
    expect(ledger.of(beacon).last.get()?.round).toBe(1n);
  });

  it("is signed by members with a share alone, and there is none where the interval is 0", () => {
    const made = setup();
    made.ledger.runTo(interval);
    const stranger = new TestEnclave("stranger", "Gatekeeper");
    stranger.register(made.ledger, "Bob");
    expect(made.ledger.refusal(stranger, made.part(0, 1n))).toBe("Beacon.NotMember");
    made.ledger.of(gatekeepers).sharing.remove();
    expect(refusal(made, 0, made.part(0, 1n))).toBe("Beacon.NotMember");
    const none = setup({ interval: 0 });
    none.ledger.runTo(interval);
    expect(refusal(none, 0, none.part(0, 1n))).toBe("Beacon.NotDue");
  });
});
