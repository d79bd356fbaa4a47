import { decode, type Hex } from "@pha/codec";
import { BEACON_DST, beaconMessage, combinePartials, verifyBls } from "@pha/crypto";
import { Core } from "@pha/program-kit";
import { enrol, FakeLedger, fakeHost, takeLease } from "@pha/program-kit/testing";
import { beacon, gatekeepers, RuntimeCall } from "@pha/runtime/spec";
import { beforeEach, expect, it, vi } from "vitest";
import { signRound } from "./beacon.ts";
import { playRound, publicKeys } from "./testing/index.ts";
import { Vault } from "./vault.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const genesis: Hex = `0x${"01".repeat(32)}`;
const sharing = { generation: 1, round: 4 };
const game = playRound({ genesis, ...sharing }, 3, 2);
const master = publicKeys(game.deals, 3);

let ledger: FakeLedger;
let members: { readonly core: Core; readonly vault: Vault }[];

/** Three members with their shares, two of whom are needed; a round is due from block 3 on. */
beforeEach(async () => {
  ledger = new FakeLedger();
  members = [1, 2, 3].map((index) => {
    const core = new Core(fakeHost(ledger), "gatekeeper", ledger.startRequest());
    const vault = new Vault(core.host, { round: undefined, shares: undefined });
    vault.keepShare(sharing, index, (game.receive(index) as { readonly share: Uint8Array }).share);
    enrol(ledger, core, { role: { type: "Gatekeeper" } });
    return { core, vault };
  });
  ledger.pallet(beacon).interval.put(3);
  ledger.pallet(gatekeepers).sharing.put(sharing);
  const publicShares = members.map(({ core }, i) => ({
    identity: core.identity,
    index: i + 1,
    share: master.shares[i] as Hex,
  }));
  const key = {
    ...sharing,
    threshold: 2,
    publicKey: master.publicKey,
    qualified: [1, 2, 3],
    publicShares,
    dealers: [],
    from: undefined,
  };
  ledger.pallet(gatekeepers).groupKeys.put(1, 4, key);
  for (const { core } of members) await takeLease(core);
});

/** Everybody sees the newest block and signs what is due. */
async function step(): Promise<void> {
  const block = ledger.block();
  for (const { core, vault } of members) {
    core.advance(block);
    await signRound(core, vault);
  }
}

/** What members have to send: an extrinsic's call stands behind its length and version. */
function sent(): { readonly round: bigint; readonly part: Hex }[] {
  return members.flatMap(({ core }) =>
    core.outbox.pending().map((extrinsic) => {
      const lengthBytes = [1, 2, 4][(extrinsic[0] as number) & 3] as number;
      const { value } = decode(RuntimeCall, extrinsic.subarray(lengthBytes + 1)).value;
      return value as { readonly round: bigint; readonly part: Hex };
    }),
  );
}

it("signs a round when the finalized ledger shows it due; any two parts are the round's signature, one is none", async () => {
  await step();
  await step();
  expect(sent()).toEqual([]);
  await step();
  const parts = sent();
  expect(parts.map(({ round }) => round)).toEqual([1n, 1n, 1n]);
  const message = beaconMessage({ genesisHash: ledger.genesisHash, generation: 1, round: 1n });
  const partials = parts.map(({ part }, i) => ({ id: i + 1, signature: part }));
  const signatures = [0, 1, 2].map((left) =>
    combinePartials(
      partials.filter((_, i) => i !== left),
      2,
    ),
  );
  expect(new Set(signatures).size).toBe(1);
  expect(verifyBls(master.publicKey, BEACON_DST, message, signatures[0] as Hex)).toBe(true);
  for (const { part } of parts) expect(verifyBls(master.publicKey, BEACON_DST, message, part)).toBe(false);
  expect(() => combinePartials(partials.slice(0, 1), 2)).toThrowError(
    expect.objectContaining({ code: "crypto.BadParticipants" }),
  );
});

it("sends the same bytes until it is heard, and takes back what another round has overtaken", async () => {
  for (let block = 1; block <= 3; block++) await step();
  const before = members.map(({ core }) => core.outbox.pending());
  await step();
  expect(members.map(({ core }) => core.outbox.pending())).toEqual(before);
  const last = { round: 1n, generation: 1, at: 4, signature: `0x${"c0".repeat(48)}`, seed: genesis } as const;
  ledger.pallet(beacon).last.put(last);
  await step();
  expect(sent()).toEqual([]);
  await step();
  await step();
  expect(sent().map(({ round }) => round)).toEqual([2n, 2n, 2n]);
  ledger.pallet(beacon).parts.put({ round: 2n, generation: 1, sharing: 4, spoken: [1, 3], parts: [] });
  for (const { core } of members) core.outbox.settle(1n);
  await step();
  expect(sent()).toHaveLength(1);
});

it("signs nothing without a lease, without its share, or where there is no beacon", async () => {
  const leases = members.map(({ core }) => vi.spyOn(core, "isLeased").mockReturnValue(false));
  for (let block = 1; block <= 3; block++) await step();
  expect(sent()).toEqual([]);
  for (const lease of leases) lease.mockRestore();
  ledger.pallet(gatekeepers).sharing.put({ generation: 1, round: 5 });
  await step();
  expect(sent()).toEqual([]);
  ledger.pallet(gatekeepers).sharing.put(sharing);
  ledger.pallet(beacon).interval.put(0);
  await step();
  expect(sent()).toEqual([]);
  ledger.pallet(beacon).interval.put(3);
  await step();
  expect(sent()).toHaveLength(3);
});
