import { fromHex, type Hex, toHex } from "@pha/codec";
import { root } from "@pha/frame";
import { decodeBridgeMessage, noDeadline, readDigest, verifyOutbound } from "@pha/light-client";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { provenMessage } from "../../testing/sisters.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { foreignFinalityPallet } from "../foreign-finality/pallet.ts";
import { foreignFinality } from "../foreign-finality/spec.ts";
import { laneOf } from "./lane.ts";
import { lanesPallet } from "./pallet.ts";
import { reserveOf } from "./reserve.ts";
import { lanes } from "./spec.ts";

const own = callsOf(lanes);
const day = 86_400_000n;
const gateway = {
  type: "Gateway",
  value: { chainId: 31_337n, gateway: `0x${"ee".repeat(20)}`, deploymentBlock: `0x${"dd".repeat(32)}` },
} as const;
const sister = { type: "Ledger", value: { genesis: `0x${"bb".repeat(32)}`, chain: 2_004 } } as const;
let ledger: TestLedger;
let lane: Hex;

beforeEach(() => {
  ledger = testPallet([foreignFinalityPallet, lanesPallet]);
  lane = laneOf(ledger.genesisHash, gateway);
  ledger.run(root, own.open({ peer: gateway, lifetimeMs: day }));
});

it("opens one lane to a chain at a time, whose reserve no key opens", () => {
  expect(ledger.of(lanes).lanes.get(lane)).toMatchObject({ peer: gateway, reserve: reserveOf(lane), sent: 0n });
  expect(ledger.balanceOf(reserveOf(lane)).free).toBe(existentialDeposit);
  expect(ledger.refusal("Alice", own.open({ peer: sister, lifetimeMs: day }))).toBe("frame.BadOrigin");
  expect(ledger.refusal(root, own.open({ peer: sister, lifetimeMs: day / 48n }))).toBe("Lanes.BadLifetime");
  const self = { ...sister, value: { ...sister.value, genesis: ledger.genesisHash } };
  expect(ledger.refusal(root, own.open({ peer: self, lifetimeMs: day }))).toBe("Lanes.OwnChain");
  const anew = { ...gateway, value: { ...gateway.value, deploymentBlock: `0x${"cc".repeat(32)}` } } as const;
  expect(ledger.refusal(root, own.open({ peer: anew, lifetimeMs: day }))).toBe("Lanes.LaneOpen");
  ledger.run(root, own.close({ lane }));
  expect(ledger.refusal(root, own.close({ lane }))).toBe("Lanes.LaneClosed");
  expect(ledger.refusal(root, own.open({ peer: gateway, lifetimeMs: day }))).toBe("Lanes.LaneOpen");
  ledger.run(root, own.open({ peer: anew, lifetimeMs: day }));
  ledger.run(root, own.open({ peer: sister, lifetimeMs: day }));
});

it("lets the guardian pause each direction and root alone resume it", () => {
  ledger.run(root, callsOf(foreignFinality).set_guardian({ guardian: accountOf("Gerda") }));
  const both = { lane, inbound: true, outbound: true };
  const state = () => ledger.of(lanes).lanes.get(lane);
  expect(ledger.refusal("Alice", own.pause(both))).toBe("Lanes.NotGuardian");
  ledger.run("Gerda", own.pause({ ...both, outbound: false }));
  expect(state()).toMatchObject({ pausedIn: true, pausedOut: false });
  ledger.run("Gerda", own.pause({ ...both, inbound: false }));
  expect(ledger.refusal("Gerda", own.resume(both))).toBe("frame.BadOrigin");
  ledger.run(root, own.resume({ ...both, inbound: false }));
  expect(state()).toMatchObject({ pausedIn: true, pausedOut: false });
  expect(ledger.refusal(root, own.pause({ ...both, lane: sister.value.genesis }))).toBe("Lanes.UnknownLane");
});

it("tells a gateway commands, each a message that the next header commits to", () => {
  ledger.runTo(2);
  ledger.run(root, own.control({ lane, command: 3, parameters: Uint8Array.of(7) }));
  expect(ledger.happened(lanes)).toEqual(["Queued"]);
  const before = readDigest(ledger.head).outboundRoot;
  ledger.runTo(ledger.now.number + 1);
  const { message, proof } = provenMessage(ledger, 0);
  const { outboundRoot } = readDigest(ledger.head);
  const shown = { count: 1, index: 0, message, proof: proof.siblings.map(fromHex) };
  expect([verifyOutbound(outboundRoot, shown), verifyOutbound(before, shown)]).toEqual([true, false]);
  expect(decodeBridgeMessage(message)).toMatchObject({
    ...{ source: ledger.genesisHash, lane, nonce: 1n, deadlineMs: noDeadline },
    body: { type: "Control", value: { command: 3, parameters: Uint8Array.of(7) } },
  });
  ledger.run(root, own.open({ peer: sister, lifetimeMs: day }));
  const toSister = { lane: laneOf(ledger.genesisHash, sister), command: 0, parameters: new Uint8Array() };
  expect(ledger.refusal(root, own.control(toSister))).toBe("Lanes.NotGateway");
});

it("proves every message at every later block from what the state keeps (property)", () => {
  const whole = ledger;
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }), fc.nat(), (bursts, pick) => {
      for (const burst of bursts) {
        for (let i = 0; i < burst; i++)
          whole.run(root, own.control({ lane, command: i, parameters: new Uint8Array(i) }));
        whole.runTo(whole.now.number + 1);
      }
      const count = whole.of(lanes).messages.count();
      if (count === 0) return;
      const { message, proof } = provenMessage(whole, pick % count);
      const shown = { count, index: proof.place, message, proof: proof.siblings.map(fromHex) };
      expect(verifyOutbound(readDigest(whole.head).outboundRoot, shown)).toBe(true);
      const longer = Uint8Array.of(...message, 0);
      expect(verifyOutbound(readDigest(whole.head).outboundRoot, { ...shown, message: longer })).toBe(false);
      expect(whole.of(lanes).places.has(toHex(message.subarray(0, 32)))).toBe(false);
    }),
    { numRuns: 20 },
  );
});
