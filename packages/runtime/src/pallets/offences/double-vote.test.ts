import type { Hex } from "@pha/codec";
import { ethAddress, keypairFromUri, signEcdsa } from "@pha/crypto";
import { root } from "@pha/frame";
import {
  type Commitment,
  commitmentDigest,
  commitmentOf,
  type Header,
  makeDigest,
  nilDigest,
  seal,
} from "@pha/light-client";
import { secretOf } from "@pha/light-client/testing";
import { describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { validators } from "../validators/spec.ts";
import { offencesPallet } from "./pallet.ts";
import { offences } from "./spec.ts";
import { cancel, word } from "./testing.ts";
import type { SignedBallot } from "./vote.ts";

const { report_double_vote, report_double_seal } = callsOf(offences);
const author = keypairFromUri("//author", "ed25519");
const addressOf = (validator: number): Hex => ethAddress(secretOf(validator));

/** Four validators in office from block 1 to 50, and others after them; one author. */
function setup(): TestLedger {
  const ledger = testPallet([offencesPallet]);
  const state = ledger.of(validators);
  const set = (numbers: readonly number[]) =>
    numbers.map((one) => ({ address: addressOf(one), operator: accountOf(`operator ${one}`), bond: 0n }));
  state.sets.put(0n, { from: 1, to: 50, validators: set([0, 1, 2, 3]) });
  state.sets.put(1n, { from: 51, to: undefined, validators: set([4, 5]) });
  state.authors.put([author.publicKey]);
  ledger.runTo(10);
  return ledger;
}

const commitment: Commitment = {
  ...{ number: 7, round: 1, blockHash: word(1), stateRoot: word(2), timeMs: 3n, outboundRoot: word(4) },
  ...{ setId: 0n, nextSetHash: word(5) },
};

function vote(
  ledger: TestLedger,
  by: number,
  changes: Partial<Commitment> = {},
  genesis = ledger.genesisHash,
): SignedBallot {
  const value = { ...commitment, ...changes };
  return { ballot: { type: "Block", value }, signature: signEcdsa(secretOf(by), commitmentDigest(genesis, value)) };
}

function nil(ledger: TestLedger, by: number, changes: Partial<Commitment> = {}): SignedBallot {
  const { number, round, setId } = { ...commitment, ...changes };
  const value = { number, round, setId };
  return { ballot: { type: "Nil", value }, signature: signEcdsa(secretOf(by), nilDigest(ledger.genesisHash, value)) };
}

const other = { blockHash: word(9) };

describe("two votes of a validator in one round", () => {
  it.each<readonly [string, (ledger: TestLedger) => readonly [SignedBallot, SignedBallot]]>([
    ["for two blocks", (ledger) => [vote(ledger, 2), vote(ledger, 2, other)]],
    ["for one block, of which they say two things", (ledger) => [vote(ledger, 2), vote(ledger, 2, { timeMs: 4n })]],
    ["for a block and against it", (ledger) => [nil(ledger, 2), vote(ledger, 2)]],
  ])("%s are on record, and can be taken off it", (_, make) => {
    const ledger = setup();
    const [first, second] = make(ledger);
    ledger.run("Zoe", report_double_vote({ first, second }));
    const value = { validator: addressOf(2), operator: accountOf("operator 2"), setId: 0n, number: 7, round: 1 };
    expect(ledger.events(offences)).toMatchObject([
      { type: "Reported", value: { offence: 0, deed: { type: "DoubleVote", value }, amount: 0n } },
    ]);
    expect(ledger.refusal("Yan", report_double_vote({ first: second, second: first }))).toBe(
      "Offences.AlreadyReported",
    );
    ledger.run(root, cancel({ offence: 0 }));
    expect(ledger.of(offences).offences.get(0)?.verdict).toEqual({ type: "Cancelled", value: undefined });
  });

  it("cost their operator's bond, which a cancelled offence returns", () => {
    const ledger = setup();
    ledger.setBalances({ "operator 2": 1_000n * PHA });
    ledger.run("operator 2", callsOf(validators).bond({ amount: 500n * PHA }));
    ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), doubleVote: 400_000 });
    const free = () => ledger.balanceOf("operator 2").free;
    const before = free();
    ledger.run("Zoe", report_double_vote({ first: vote(ledger, 2), second: nil(ledger, 2) }));
    expect(ledger.of(validators).bonds.get(accountOf("operator 2"))?.amount).toBe(300n * PHA);
    expect(ledger.of(offences).offences.get(0)).toMatchObject({ amount: 200n * PHA });
    ledger.run(root, cancel({ offence: 0 }));
    expect(free() - before).toBe(200n * PHA);
  });

  it("cost nothing of a bond that is hardly any: what is decided is never too little to be paid", () => {
    for (const amount of [1n, existentialDeposit, existentialDeposit + existentialDeposit / 20n, PHA - 1n]) {
      const ledger = setup();
      ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), window: 3 });
      ledger.setBalances({ "operator 2": 1_000n * PHA, Zoe: PHA });
      ledger.run("operator 2", callsOf(validators).bond({ amount }));
      ledger.run("Zoe", report_double_vote({ first: vote(ledger, 2), second: nil(ledger, 2) }));
      ledger.runTo(20);
      expect(ledger.of(offences).counts.get()).toEqual({ all: 1, open: 1 });
      expect(ledger.of(validators).bonds.get(accountOf("operator 2"))?.amount).toBe(amount);
    }
  });

  it("are paid for by the bond, a tenth to who proved it, when the window is over", () => {
    const ledger = setup();
    ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), window: 3 });
    ledger.setBalances({ "operator 2": 1_000n * PHA });
    ledger.run("operator 2", callsOf(validators).bond({ amount: 500n * PHA }));
    ledger.run("Zoe", report_double_vote({ first: vote(ledger, 2), second: nil(ledger, 2) }));
    expect(ledger.of(validators).bonds.get(accountOf("operator 2"))).toBeUndefined();
    ledger.runTo(20);
    const upheld = { offence: 0, reward: 50n * PHA, treasury: 450n * PHA };
    expect(ledger.events(offences)).toEqual([{ type: "Upheld", value: upheld }]);
  });

  it("stay on record when the window is over, and nobody is paid", () => {
    const ledger = setup();
    ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), window: 3 });
    ledger.run("Zoe", report_double_vote({ first: vote(ledger, 2), second: nil(ledger, 2) }));
    ledger.runTo(20);
    expect(ledger.events(offences)).toEqual([{ type: "Upheld", value: { offence: 0, reward: 0n, treasury: 0n } }]);
  });

  it.each<readonly [string, string, (ledger: TestLedger) => readonly [SignedBallot, SignedBallot]]>([
    ["one vote twice", "NoContradiction", (ledger) => [vote(ledger, 2), vote(ledger, 2)]],
    ["one nil twice", "NoContradiction", (ledger) => [nil(ledger, 2), nil(ledger, 2)]],
    ["votes of two rounds", "NoContradiction", (ledger) => [vote(ledger, 2), vote(ledger, 2, { ...other, round: 2 })]],
    [
      "votes of two heights",
      "NoContradiction",
      (ledger) => [vote(ledger, 2), vote(ledger, 2, { ...other, number: 8 })],
    ],
    ["votes of two sets", "NoContradiction", (ledger) => [vote(ledger, 2), vote(ledger, 2, { ...other, setId: 1n })]],
    ["votes of two validators", "NotSigned", (ledger) => [vote(ledger, 2), vote(ledger, 3, other)]],
    [
      "votes of another network",
      "NotInOffice",
      (ledger) => [vote(ledger, 2, {}, word(0x66)), vote(ledger, 2, other, word(0x66))],
    ],
    ["votes of no validator", "NotInOffice", (ledger) => [vote(ledger, 4), vote(ledger, 4, other)]],
    [
      "votes at a height of another set",
      "NotInOffice",
      (ledger) => [vote(ledger, 2, { number: 51 }), vote(ledger, 2, { ...other, number: 51 })],
    ],
    [
      "votes of a set that never was",
      "NotInOffice",
      (ledger) => [vote(ledger, 2, { setId: 7n }), vote(ledger, 2, { ...other, setId: 7n })],
    ],
  ])("are not %s", (_, code, make) => {
    const ledger = setup();
    const [first, second] = make(ledger);
    const refusal = ledger.refusal("Zoe", report_double_vote({ first, second }));
    // What another network's validator signed recovers to some key here, and hardly ever to one key twice.
    expect(code === "NotInOffice" ? ["Offences.NotInOffice", "Offences.NotSigned"] : [`Offences.${code}`]).toContain(
      refusal,
    );
  });

  it("are what two certificates of one round show of whoever signed both", () => {
    const ledger = setup();
    const headers = [word(1), word(2)].map((stateRoot) => block(ledger, { stateRoot }));
    const set = { id: 0n, addresses: [0, 1, 2, 3].map(addressOf) };
    const [first, second] = headers.map((header) => vote(ledger, 1, commitmentOf(header, set)));
    if (!first || !second) return expect.fail();
    ledger.run("Zoe", report_double_vote({ first, second }));
    expect(ledger.happened(offences)).toEqual(["Reported"]);
  });
});

/** A block on the ledger's block 6, sealed. */
function block(
  ledger: TestLedger,
  { round = 0, by = author, ...changes }: Partial<Header> & { readonly round?: number; readonly by?: typeof author },
): Header {
  const digest = makeDigest({ epoch: 1n, round, timeMs: 7_000n, outboundRoot: word(0) });
  const header = { parentHash: ledger.hashOf(6), number: 7, stateRoot: word(1), extrinsicsRoot: word(3), digest };
  return seal({ ...header, ...changes }, by.sign);
}

describe("two blocks that an author sealed in one round", () => {
  it("are on record, once", () => {
    const ledger = setup();
    const call = report_double_seal({
      author: author.publicKey,
      first: block(ledger, {}),
      second: block(ledger, { stateRoot: word(2) }),
    });
    ledger.run("Zoe", call);
    const value = { author: author.publicKey, number: 7, round: 0 };
    expect(ledger.events(offences)).toMatchObject([{ value: { deed: { type: "DoubleSeal", value }, amount: 0n } }]);
    expect(ledger.refusal("Yan", call)).toBe("Offences.AlreadyReported");
  });

  const stranger = keypairFromUri("//stranger", "ed25519");
  it.each<readonly [string, string, (ledger: TestLedger) => readonly [Header, Header]]>([
    ["one block twice", "NoContradiction", (ledger) => [block(ledger, {}), block(ledger, {})]],
    [
      "blocks of two rounds",
      "NoContradiction",
      (ledger) => [block(ledger, {}), block(ledger, { round: 1, stateRoot: word(2) })],
    ],
    [
      "blocks on two others",
      "NoContradiction",
      (ledger) => [block(ledger, {}), block(ledger, { parentHash: word(8) })],
    ],
    [
      "blocks of another chain",
      "NotSigned",
      (ledger) => [block(ledger, { parentHash: word(8) }), block(ledger, { parentHash: word(8), stateRoot: word(2) })],
    ],
    [
      "blocks of nobody who may seal",
      "NotInOffice",
      (ledger) => [block(ledger, { by: stranger }), block(ledger, { by: stranger, stateRoot: word(2) })],
    ],
    [
      "one of the author's, and one of another's",
      "NotSigned",
      (ledger) => [block(ledger, {}), block(ledger, { by: stranger, stateRoot: word(2) })],
    ],
    [
      "blocks without a digest",
      "NotSigned",
      (ledger) => [block(ledger, { digest: [] }), block(ledger, { digest: [], stateRoot: word(2) })],
    ],
  ])("are not %s", (_, code, make) => {
    const ledger = setup();
    const [first, second] = make(ledger);
    const by = (code === "NotInOffice" ? stranger : author).publicKey;
    expect(ledger.refusal("Zoe", report_double_seal({ author: by, first, second }))).toBe(`Offences.${code}`);
  });
});
