import { toHex } from "@pha/codec";
import { makeDeal, purePrimitives, randomScalar, sealShare } from "@pha/crypto";
import { root } from "@pha/frame";
import { gatekeepers, maxGatekeepers, maxGenerations } from "@pha/runtime/spec";
import { callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, ledgerWith, simple, zeros } from "./cases.ts";

const keepers = Array.from({ length: maxGatekeepers }, (_, i) => new TestEnclave(`keeper ${i}`, "Gatekeeper"));
const last = keepers.at(-1) as TestEnclave;
const round = { generation: 0, round: 0 };
const threshold = 9;
const numbers = keepers.map((_, i) => i + 1);
const deal = dealOf(numbers);
const roundKey = purePrimitives.x25519.generate();
const answerKey = purePrimitives.x25519.generate();

/** One seat is left, and the last gatekeeper registered. */
function seatsButOne(ledger: TestLedger): void {
  last.register(ledger, "Bob");
  const { config, members } = ledger.of(gatekeepers);
  config.put({ size: maxGatekeepers, threshold, windowTicks: 60_000, reshareTicks: 0 });
  members.put(keepers.slice(0, -1).map(({ identity }, i) => ({ identity, index: i + 1 })));
}

/** Gatekeepers all of whom have spoken but the last one, of whose every share one complained. */
function keyGeneration(ledger: TestLedger, phase: "Keys" | "Deals" | "Checks" | "Answers" | "Done"): void {
  const state = ledger.of(gatekeepers);
  const spoken = numbers.slice(0, -1);
  state.config.put({ size: maxGatekeepers, threshold, windowTicks: phase === "Done" ? 1 : 60_000, reshareTicks: 0 });
  state.members.put(keepers.map(({ identity }, i) => ({ identity, index: i + 1 })));
  state.dkg.put({
    ...{ ...round, phase: { type: phase }, deadline: 1_000_000, since: 0, excluded: [] },
    participants: phase === "Keys" ? spoken : numbers,
    dealers: phase === "Keys" ? [] : phase === "Deals" ? spoken : numbers,
    checked: phase === "Checks" ? spoken : [],
  });
  const others = numbers.flatMap((dealer) => spoken.map((receiver) => ({ dealer, receiver })));
  if (phase === "Checks" || phase === "Answers") state.complaints.put(others);
  if (phase === "Keys" || phase === "Deals") return;
  for (const { identity } of keepers) {
    state.roundKeys.put(0, 0, identity, toHex(roundKey.publicKey));
    state.deals.put(0, 0, identity, deal);
  }
}

/** A deal whose last but one share opens to what is committed to. */
function answered(ledger: TestLedger) {
  keyGeneration(ledger, "Answers");
  const receiver = maxGatekeepers - 1;
  const place = { genesis: ledger.genesisHash, ...round, dealer: maxGatekeepers, receiver };
  const { commitments, shares } = makeDeal(threshold, numbers, () => randomScalar(purePrimitives));
  const share = shares.find(({ id }) => id === receiver)?.share as Uint8Array;
  const sealed = sealShare(purePrimitives, place, commitments, toHex(roundKey.publicKey), answerKey, share);
  const all = deal.shares.map((one) => (one.index === receiver ? { index: receiver, ...sealed } : one));
  ledger.of(gatekeepers).deals.put(0, 0, last.identity, { commitments, shares: all });
}

/** A round of sharing the key anew, whose every key and deal is to be forgotten. */
function resharing(ledger: TestLedger): void {
  keyGeneration(ledger, "Answers");
  const { sharing, groupKeys, dkg, roundKeys, deals } = ledger.of(gatekeepers);
  const holders = keepers.map(({ identity }, i) => ({ identity, index: i + 1 }));
  const share = toHex(bytes(96));
  sharing.put(round);
  groupKeys.put(0, 0, {
    ...{ ...round, threshold, publicKey: share, qualified: numbers.slice(0, threshold), from: undefined },
    ...{ dealers: holders.slice(0, threshold), publicShares: holders.map((holder) => ({ ...holder, share })) },
  });
  dkg.put({ ...dkg.get(), round: 1 });
  for (const { identity } of keepers) {
    roundKeys.put(0, 1, identity, toHex(roundKey.publicKey));
    deals.put(0, 1, identity, deal);
  }
}

/** As many generations as there may be, of which all but one are to be ended. */
function generations(ledger: TestLedger): void {
  const { sharing, older } = ledger.of(gatekeepers);
  sharing.put({ generation: maxGenerations - 1, round: 0 });
  for (let generation = 0; generation < maxGenerations - 1; generation++) older.put(generation, 9);
}

function dealOf(participants: readonly number[]) {
  const { commitments } = makeDeal(threshold, participants, () => randomScalar(purePrimitives));
  return { commitments, shares: participants.map((index) => ({ index, enc: zeros(32), ciphertext: bytes(256) })) };
}

/** Of the calls with which sixteen gatekeepers make and share their key. */
export const gatekeeperBenchmarks: Readonly<Record<string, Benchmark>> = {
  apply: simple("Bob", callsOf(gatekeepers).apply({ identity: last.identity }), seatsButOne),
  appoint: simple(root, callsOf(gatekeepers).appoint({ identity: last.identity }), seatsButOne),
  leave: simple("Bob", callsOf(gatekeepers).leave({ identity: last.identity }), (ledger) => {
    last.register(ledger, "Bob");
    keyGeneration(ledger, "Answers");
  }),
  remove: simple(root, callsOf(gatekeepers).remove({ identity: last.identity }), (ledger) =>
    keyGeneration(ledger, "Answers"),
  ),
  set_times: simple(root, callsOf(gatekeepers).set_times({ window_ticks: 1, reshare_ticks: 1 }), (ledger) =>
    keyGeneration(ledger, "Done"),
  ),
  renew: simple(root, callsOf(gatekeepers).renew({}), resharing),
  end_generation: simple(root, callsOf(gatekeepers).end_generation({ generation: maxGenerations - 2 }), generations),
  dkg_key: simple(last, callsOf(gatekeepers).dkg_key({ ...round, key: toHex(roundKey.publicKey) }), (ledger) =>
    keyGeneration(ledger, "Keys"),
  ),
  dkg_deal: simple(last, callsOf(gatekeepers).dkg_deal({ ...round, ...deal }), (ledger) =>
    keyGeneration(ledger, "Deals"),
  ),
  dkg_check: simple(last, callsOf(gatekeepers).dkg_check({ ...round, bad: numbers }), (ledger) =>
    keyGeneration(ledger, "Checks"),
  ),
  dkg_answer: {
    setup: () => ({
      ledger: ledgerWith(answered),
      caller: last,
      call: callsOf(gatekeepers).dkg_answer({
        ...{ ...round, receiver: maxGatekeepers - 1 },
        key: toHex(answerKey.privateKey),
      }),
    }),
  },
  dkg_ask: simple(last, callsOf(gatekeepers).dkg_ask(round), (ledger) => keyGeneration(ledger, "Done")),
};
