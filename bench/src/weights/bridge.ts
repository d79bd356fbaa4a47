import type { Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto/node";
import { type Call, root } from "@pha/frame";
import {
  type Commitment,
  commitmentDigest,
  emptyOutbound,
  makeCertificate,
  outboundRoot,
  validatorSetHash,
} from "@pha/light-client";
import { makeSet, secretOf } from "@pha/light-client/testing";
import { foreignFinality, keptRoots, laneOf, lanes, maxLedgers } from "@pha/runtime/spec";
import { accountOf, allPallets, callsOf, type TestLedger, testPallet } from "@pha/runtime/testing";
import { type Benchmark, bytes, type Changes, idOf, ids, ledgerWith, simple } from "./cases.ts";
import { ofRegistry, ofTransfers } from "./transfers.ts";

const finality = callsOf(foreignFinality);
const genesis = idOf("genesis");
const most = 128;
const everybody = [...Array(most).keys()];
const set = makeSet(0n, everybody);
const next = makeSet(1n, everybody.toReversed());
const recovery = { accounts: ids("recovery", 16), threshold: 16 };
const followed = { genesis, set, number: 1, timeMs: 1n, recovery };
const week = 604_800_000n;

/** As many ledgers are followed as may be, by sets as large as may be. */
const many: Changes = (ledger) => {
  for (const other of ids("other", maxLedgers - 1)) ledger.run(root, finality.follow({ ...followed, genesis: other }));
  ledger.run(root, finality.set_guardian({ guardian: accountOf("Gerda") }));
};
const one: Changes = (ledger) => {
  many(ledger);
  ledger.run(root, finality.follow(followed));
};

/** As many of a ledger's roots are kept as may be. */
function keepRoots(ledger: TestLedger): void {
  const { roots, heights } = ledger.of(foreignFinality);
  for (let place = 0; place < keptRoots; place++) {
    heights.put(genesis, place, place + 1);
    roots.put(genesis, place + 1, idOf(`root ${place}`));
  }
}

const commitment: Commitment = {
  ...{ number: 2, round: 0, blockHash: idOf("block"), stateRoot: idOf("state"), timeMs: 2n },
  ...{ outboundRoot: outboundRoot(emptyOutbound), setId: 0n, nextSetHash: validatorSetHash(next) },
};

/** A certificate with so many signatures, and the block that it is of. */
function certificateOf(signatures: number, over: Partial<Commitment> = {}) {
  const signed = { ...commitment, ...over };
  const digest = commitmentDigest(genesis, signed);
  return makeCertificate(
    signed,
    makeSet(0n, everybody.slice(0, signatures)),
    new Map(everybody.slice(0, signatures).map((i) => [i, signEcdsa(secretOf(i), digest)])),
  );
}

/** All of a set of so many sign. */
const signedBy =
  (signatures: number): Changes =>
  (ledger) => {
    many(ledger);
    ledger.run(root, finality.follow({ ...followed, set: makeSet(0n, everybody.slice(0, signatures)) }));
  };

/** Three weeks have gone by without a word of it, and so many recovery accounts have spoken. */
function silent(spoken: number): TestLedger {
  const ledger = testPallet(allPallets, { blockMs: week });
  one(ledger);
  const named = { setId: 1n, setHash: validatorSetHash(next) };
  const words = recovery.accounts.slice(0, spoken).map((who) => ({ who, ...named }));
  const approved = spoken === recovery.threshold ? { ...named, atMs: 1n } : undefined;
  const thaw = { words, approved };
  ledger.of(foreignFinality).ledgers.mutate(genesis, (known) => known && { ...known, thaw });
  keepRoots(ledger);
  ledger.runTo(4);
  return ledger;
}

const ofFinality: Readonly<Record<keyof typeof foreignFinality.calls, Benchmark>> = {
  follow: simple(root, finality.follow(followed), many),
  forget: simple(root, finality.forget({ genesis }), (ledger) => {
    one(ledger);
    keepRoots(ledger);
  }),
  accept: {
    units: { signatures: [1, most] },
    setup: ({ signatures = 1 }) => ({
      ledger: ledgerWith(signedBy(signatures)),
      caller: "Alice",
      call: finality.accept({ genesis, certificate: certificateOf(signatures), nextSet: next }),
    }),
  },
  contradict: {
    units: { signatures: [2, 2 * most] },
    setup: ({ signatures = 2 }) => ({
      ledger: ledgerWith(signedBy(signatures / 2)),
      caller: "Alice",
      call: finality.contradict({
        genesis,
        one: certificateOf(signatures / 2),
        other: certificateOf(signatures / 2, { blockHash: idOf("another") }),
      }),
    }),
  },
  absolve: simple(root, finality.absolve({ genesis }), (ledger) => {
    one(ledger);
    keepRoots(ledger);
    ledger.of(foreignFinality).ledgers.mutate(genesis, (known) => known && { ...known, contradicted: true });
  }),
  set_guardian: simple(root, finality.set_guardian({ guardian: accountOf("Gerda") }), one),
  propose_thaw: silently(
    15,
    accountOf(recovery.accounts[15] as Hex),
    finality.propose_thaw({ genesis, setId: 1n, setHash: validatorSetHash(next) }),
  ),
  object_thaw: silently(16, "Gerda", finality.object_thaw({ genesis })),
  thaw: silently(16, "Alice", finality.thaw({ genesis, set: next })),
};

function silently(spoken: number, caller: string, call: Call): Benchmark {
  return { setup: () => ({ ledger: silent(spoken), caller, call }) };
}

const own = callsOf(lanes);
const day = 86_400_000n;
const gateway = {
  type: "Gateway",
  value: { chainId: 1n, gateway: `0x${"ee".repeat(20)}`, deploymentBlock: idOf("deployment") },
} as const;

const opened: Changes = (ledger) => ledger.run(root, own.open({ peer: gateway, lifetimeMs: day }));
/** The next message completes ten subtrees of the list, and a longest one. */
const crowded: Changes = (ledger) => {
  opened(ledger);
  const lane = laneOf(ledger.genesisHash, gateway);
  for (let i = 0; i < 511; i++) ledger.run(root, own.control({ lane, command: 0, parameters: bytes(0) }));
};
const inLane = (change: Changes, callOf: (lane: Hex) => Call): Benchmark => ({
  setup: () => {
    const ledger = ledgerWith(change);
    return { ledger, caller: root, call: callOf(laneOf(ledger.genesisHash, gateway)) };
  },
});
const both = { inbound: true, outbound: true };

const ofLanes: Readonly<Record<keyof typeof lanes.calls, Benchmark>> = {
  open: simple(root, own.open({ peer: gateway, lifetimeMs: day })),
  close: inLane(opened, (lane) => own.close({ lane })),
  pause: inLane(opened, (lane) => own.pause({ lane, ...both })),
  resume: inLane(opened, (lane) => own.resume({ lane, ...both })),
  control: {
    units: { bytes: [0, 1_024] },
    setup: ({ bytes: length = 0 }) =>
      inLane(crowded, (lane) => own.control({ lane, command: 0, parameters: bytes(length) })).setup({}),
  },
};

/** Of what leads to other chains. */
export const bridgeBenchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  AssetsRegistry: ofRegistry,
  XTransfer: ofTransfers,
  Lanes: ofLanes,
  ForeignFinality: ofFinality,
};
