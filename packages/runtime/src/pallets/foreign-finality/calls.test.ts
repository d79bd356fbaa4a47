import type { Hex } from "@pha/codec";
import { root } from "@pha/frame";
import { type Certificate, validatorSetHash } from "@pha/light-client";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { certificateBy, commitment, following, setOf } from "../../testing/sisters.ts";
import { validators } from "../validators/spec.ts";
import { foreignFinalityPallet } from "./pallet.ts";
import { thawDelayMs } from "./recovery.ts";
import { foreignFinality, keptRoots } from "./spec.ts";

const own = callsOf(foreignFinality);
const recovery = ["Rita", "Ralf", "Rosa"].map(accountOf);
let here: TestLedger;
let other: TestLedger;
let genesis: Hex;

beforeEach(() => {
  other = testPallet([], { genesis: { timestamp: { tickMs: 2_000 } } });
  here = testPallet([foreignFinalityPallet]);
  genesis = other.genesisHash;
  here.run(root, own.set_guardian({ guardian: accountOf("Gerda") }));
  here.run(root, following(other, recovery, 2));
});

const known = () => here.of(foreignFinality).ledgers.get(genesis);

it("follows a ledger block by block, skipping any, and keeps the newest roots", () => {
  here.run("Bob", commitment(other));
  expect(here.events(foreignFinality)).toEqual([
    { type: "Accepted", value: { genesis, number: 1, root: certificateBy(other).outboundRoot } },
  ]);
  other.runTo(50);
  here.run("Bob", commitment(other));
  expect(known()).toMatchObject({ number: 50, accepted: 2n, timeMs: 50_000n });
  for (let i = 0; i < keptRoots - 1; i++) here.run("Bob", commitment(other));
  const { roots } = here.of(foreignFinality);
  expect([1, 50, 51].map((number) => roots.has(genesis, number))).toEqual([false, true, true]);
});

it("goes over to the set that the old one names, and keeps both with their offices", () => {
  const [first, ...rest] = setOf(other).addresses;
  const appointed = [...rest, first as Hex].map((address) => ({ address, operator: accountOf("Olga") }));
  other.run(root, callsOf(validators).set_validators({ validators: appointed }));
  here.run("Bob", commitment(other));
  expect(here.happened(foreignFinality)).toEqual(["Accepted", "SetRotated"]);
  const set = setOf(other);
  expect(known()?.set).toEqual({ id: 1n, addresses: set.addresses });
  const { sets } = here.of(foreignFinality);
  expect([sets.get(genesis, 0n), sets.get(genesis, 1n)]).toMatchObject([{ from: 1, to: 1 }, { from: 2 }]);
  here.run("Bob", commitment(other));
  expect(known()?.number).toBe(2);
});

it("begins and ends by root alone, with recovery accounts that are not the guardian", () => {
  const call = following(other, recovery, 2);
  expect(here.refusal("Alice", call)).toBe("frame.BadOrigin");
  expect(here.refusal(root, call)).toBe("ForeignFinality.AlreadyFollowed");
  here.run(root, own.forget({ genesis }));
  expect(here.refusal("Bob", commitment(other))).toBe("ForeignFinality.UnknownLedger");
  for (const [accounts, threshold] of [
    [recovery, 0],
    [recovery, 4],
    [[...recovery, accountOf("Gerda")], 1],
    [[accountOf("Rita"), accountOf("Rita")], 1],
  ] as const)
    expect(here.refusal(root, following(other, accounts, threshold))).toBe("ForeignFinality.BadRecovery");
  here.run(root, following(other, recovery, 2));
  expect(here.refusal(root, own.set_guardian({ guardian: recovery[0] }))).toBe("ForeignFinality.BadRecovery");
});

describe("a ledger that was not heard of for two weeks", () => {
  beforeEach(() => {
    here = testPallet([foreignFinalityPallet], { blockMs: 86_400_000n });
    here.run(root, own.set_guardian({ guardian: accountOf("Gerda") }));
    here.run(root, following(other, recovery, 2));
  });
  const days = (count: number) => here.runTo(here.now.number + count);

  it("is believed no more", () => {
    days(12);
    here.run("Bob", commitment(other));
    days(15);
    expect(here.refusal("Bob", commitment(other))).toBe("ForeignFinality.Stale");
  });

  it("comes back by recovery accounts, two weeks later, unless the guardian objects", () => {
    const set = { id: 7n, addresses: setOf(other).addresses.toReversed() };
    const named = { genesis, setId: 7n, setHash: validatorSetHash(set) };
    expect(here.refusal("Rita", own.propose_thaw(named))).toBe("ForeignFinality.NotStale");
    days(15);
    expect(here.refusal("Bob", own.propose_thaw(named))).toBe("ForeignFinality.NotRecovery");
    for (const who of ["Rita", "Rita", "Ralf"]) here.run(who, own.propose_thaw(named));
    expect(known()?.thaw?.approved).toMatchObject({ atMs: here.now.timeMs + thawDelayMs });
    expect(here.refusal("Bob", own.thaw({ genesis, set }))).toBe("ForeignFinality.NoThaw");
    expect(here.refusal("Bob", own.object_thaw({ genesis }))).toBe("ForeignFinality.NotGuardian");
    here.run("Gerda", own.object_thaw({ genesis }));
    expect(here.refusal("Gerda", own.object_thaw({ genesis }))).toBe("ForeignFinality.NoThaw");
    for (const who of ["Rita", "Rosa"]) here.run(who, own.propose_thaw(named));
    days(14);
    const another = { ...set, addresses: set.addresses.slice(1) };
    expect(here.refusal("Bob", own.thaw({ genesis, set: another }))).toBe("ForeignFinality.BadSetChange");
    here.run("Bob", own.thaw({ genesis, set }));
    expect(known()).toMatchObject({ set, number: 0, timeMs: here.now.timeMs, thaw: undefined });
  });

  it("is brought back whatever too few recovery accounts say, before it is approved and after", () => {
    const set = { id: 7n, addresses: setOf(other).addresses.toReversed() };
    const named = { genesis, setId: 7n, setHash: validatorSetHash(set) };
    days(15);
    const another = own.propose_thaw({ ...named, setId: 8n });
    for (const who of ["Rita", "Rosa"]) {
      here.run(who, own.propose_thaw(named));
      here.run("Ralf", another);
    }
    const approved = known()?.thaw?.approved;
    expect(approved).toMatchObject({ setId: 7n, setHash: named.setHash });
    days(14);
    here.run("Ralf", another);
    here.run("Bob", own.thaw({ genesis, set }));
  });

  it("proves nothing by what it said before it was brought back", () => {
    here.run("Bob", commitment(other));
    const { number } = other.head;
    const set = { id: 7n, addresses: setOf(other).addresses };
    days(15);
    for (const who of ["Rita", "Rosa"])
      here.run(who, own.propose_thaw({ genesis, setId: 7n, setHash: validatorSetHash(set) }));
    days(14);
    expect(here.of(foreignFinality).roots.has(genesis, number)).toBe(true);
    here.run("Bob", own.thaw({ genesis, set }));
    expect(here.of(foreignFinality).roots.has(genesis, number)).toBe(false);
  });
});

describe("two certificates of one height", () => {
  it("pause the ledger by themselves, whoever shows them, until root absolves it", () => {
    here.run("Bob", commitment(other));
    const one = certificateBy(other);
    const forked = { ...other.head, stateRoot: `0x${"66".repeat(32)}` } as const;
    const another = certificateBy(other, [1, 2, 3], forked);
    const shown = { genesis, one, other: another };
    expect(here.refusal("Bob", own.contradict({ ...shown, other: one }))).toBe("ForeignFinality.NoContradiction");
    const short = certificateBy(other, [0, 1], forked);
    expect(here.refusal("Bob", own.contradict({ ...shown, other: short }))).toBe("ForeignFinality.ShortQuorum");
    expect(here.refusal(root, own.absolve({ genesis }))).toBe("ForeignFinality.NotContradicted");
    here.run("Bob", own.contradict(shown));
    expect(known()?.contradicted).toBe(true);
    here.run("Bob", commitment(other));
    here.run(root, own.absolve({ genesis }));
    expect(known()?.contradicted).toBe(false);
    expect(here.refusal("Bob", own.contradict(shown))).toBe("ForeignFinality.NoContradiction");
    expect(here.of(foreignFinality).roots.has(genesis, other.head.number)).toBe(false);
    here.run("Bob", commitment(other));
    expect(here.of(foreignFinality).roots.has(genesis, other.head.number)).toBe(true);
  });

  /** Two of the newest block, by the set that certified it. */
  function forked() {
    const set = setOf(other);
    const call = commitment(other);
    const header = { ...other.head, stateRoot: `0x${"66".repeat(32)}` } as const;
    const [one, another] = [other.head, header].map((of) => certificateBy(other, [0, 1, 2], of, set));
    return { call, shown: own.contradict({ genesis, one: one as Certificate, other: another as Certificate }) };
  }

  it("say nothing once the set that signed them has been out of office for so long that its keys may be anybody's", () => {
    here = testPallet([foreignFinalityPallet], { blockMs: 86_400_000n });
    here.run(root, following(other, recovery, 2));
    const addresses = setOf(other).addresses.toReversed();
    const appointed = addresses.map((address) => ({ address, operator: accountOf("Olga") }));
    other.run(root, callsOf(validators).set_validators({ validators: appointed }));
    const { call, shown } = forked();
    here.run("Bob", call);
    here.runTo(here.now.number + 14);
    expect(here.refusal("Bob", shown)).toBe("ForeignFinality.NoContradiction");
  });

  it("say nothing of a ledger that is followed anew, by a set that was in office when it was forgotten", () => {
    other.runTo(5);
    const { shown } = forked();
    here.run(root, own.forget({ genesis }));
    const [first, ...rest] = setOf(other).addresses;
    const set = { id: 9n, addresses: [...rest, first as Hex] };
    const anew = { genesis, set, number: 2, timeMs: here.now.timeMs, recovery: { accounts: recovery, threshold: 2 } };
    here.run(root, own.follow(anew));
    expect(here.refusal("Bob", shown)).toBe("ForeignFinality.NoContradiction");
  });
});
