import { concat, fromHex, type Hex, toHex, u32be, u64be, utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BEACON_DST, beaconMessage, beaconSeed } from "./beacon.ts";
import { keyLabel } from "./key.ts";
import { blsPublicKey, KEY_DST, signBls, verifyBls } from "./signature.ts";

const genesisHash: Hex = `0x${"ab".repeat(32)}`;

describe("the beacon", () => {
  it("signs genesis, generation and round behind its own words", () => {
    const bytes = concat(utf8("phala/beacon/v1"), fromHex(genesisHash), u32be(3), u64be(7n));
    expect(toHex(beaconMessage({ genesisHash, generation: 3, round: 7n }))).toBe(toHex(bytes));
  });

  it("has drand's randomness for drand's signature (quicknet, round 1000)", () => {
    const signature =
      "0xb44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
    expect(beaconSeed(signature)).toBe("0xfe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd");
  });

  it("is no key, and no key is a round of it", () => {
    const secret = new Uint8Array(32).fill(1);
    const publicKey = blsPublicKey(secret);
    const message = beaconMessage({ genesisHash, generation: 1, round: 1n });
    const label = keyLabel({ kind: "random", generation: 1, cluster: 0, contract: genesisHash });
    expect(verifyBls(publicKey, BEACON_DST, message, signBls(secret, BEACON_DST, message))).toBe(true);
    expect(verifyBls(publicKey, BEACON_DST, message, signBls(secret, KEY_DST, message))).toBe(false);
    expect(verifyBls(publicKey, KEY_DST, label, signBls(secret, BEACON_DST, label))).toBe(false);
  });

  it("has another message for every network, generation and round (property)", () => {
    const round = fc.record({
      genesisHash: fc.constantFrom<Hex[]>(genesisHash, `0x${"cd".repeat(32)}`),
      generation: fc.integer({ min: 0, max: 0xffff_ffff }),
      round: fc.bigInt(0n, 2n ** 64n - 1n),
    });
    fc.assert(
      fc.property(round, round, (one, other) => {
        const isSame =
          one.genesisHash === other.genesisHash && one.generation === other.generation && one.round === other.round;
        expect(toHex(beaconMessage(one)) === toHex(beaconMessage(other))).toBe(isSame);
      }),
    );
  });
});
