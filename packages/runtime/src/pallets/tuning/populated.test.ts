import { encode, H256, toHex, tuple, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { bounties } from "../bounties/spec.ts";
import { childBounties } from "../child-bounties/spec.ts";
import { democracy } from "../democracy/spec.ts";
import { councilOf, gift, inline, network, standard, vote } from "../democracy/testing.ts";
import { elections } from "../elections/spec.ts";
import { preimage } from "../preimage/spec.ts";
import { tips } from "../tips/spec.ts";
import { treasury } from "../treasury/spec.ts";
import { type AnyParameter, type Registered, registered } from "./registry.ts";
import { tuning } from "./spec.ts";

const { set } = callsOf(tuning);
const referenda = callsOf(democracy);
const bounty = callsOf(bounties);
const child = callsOf(childBounties);
const election = callsOf(elections);
const people = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
const week = 7;
const bytes = utf8("bytes");
const bytesHash = toHex(blake2b256(bytes));
const tipHash = toHex(blake2b256(encode(tuple(H256, H256), [bytesHash, accountOf("Ben")])));

const setTo = ({ pallet, field }: Pick<Registered, "pallet" | "field">, value: AnyParameter["value"]["value"]): Call =>
  set({ parameter: { type: pallet.name, value: { type: field, value } } as never });

/** A network in which everything stands on which figures bear. Referendum 0 is over, 1 goes on, and a proposal waits. */
function populated(): TestLedger {
  const ledger = network();
  ledger.setBalances(Object.fromEntries([...people, treasuryAccount].map((who) => [who, 10_000_000n * PHA])));
  const { figures } = ledger.of(elections);
  figures.put({ ...figures.get(), termDuration: 0 });
  const propose = (amount: number) =>
    ledger.run("Ada", referenda.propose({ proposal: inline(gift(amount)), value: 10n * PHA }));

  ledger.run(councilOf(3, 5), referenda.external_propose_majority({ proposal: inline(gift(1)) }));
  propose(2);
  ledger.runTo(week);
  vote(ledger, "Cleo", 0, standard(true, 100n * PHA));
  ledger.run("Dan", referenda.delegate({ to: addressOf("Cleo"), conviction: { type: "Locked2x" }, balance: PHA }));
  ledger.runTo(2 * week);
  vote(ledger, "Cleo", 1, standard(true, 50n * PHA));
  propose(3);
  ledger.run("Ben", referenda.second({ proposal: 1 }));

  for (const who of ["Ada", "Ben"])
    ledger.run(who, election.submit_candidacy({ candidate_count: ledger.of(elections).candidates.get().length }));
  for (const who of ["Cleo", "Dan", "Eve"])
    ledger.run(who, election.vote({ votes: ["Ada", "Ben"].map((one) => accountOf(one)), value: 10n * PHA }));

  ledger.run("Ada", callsOf(preimage).note_preimage({ bytes }));
  ledger.run("Eve", callsOf(tips).report_awesome({ reason: bytes, who: addressOf("Ben") }));
  ledger.run("Ben", callsOf(treasury).propose_spend({ value: 100n * PHA, beneficiary: addressOf("Ben") }));

  for (let id = 0; id < 2; id++) ledger.run("Ada", bounty.propose_bounty({ value: 1_000n * PHA, description: bytes }));
  ledger.run(root, bounty.approve_bounty({ bounty_id: 0 }));
  ledger.runTo(ledger.now.number + 1);
  ledger.run(root, bounty.propose_curator({ bounty_id: 0, curator: addressOf("Eve"), fee: 10n * PHA }));
  ledger.run("Eve", bounty.accept_curator({ bounty_id: 0 }));
  for (let id = 0; id < 2; id++)
    ledger.run("Eve", child.add_child_bounty({ parent_bounty_id: 0, value: 10n * PHA, description: bytes }));
  const both = { parent_bounty_id: 0, child_bounty_id: 0 };
  ledger.run("Eve", child.propose_curator({ ...both, curator: addressOf("Dan"), fee: PHA }));
  ledger.run("Dan", child.accept_curator(both));
  return ledger;
}

/** Ends all of that, each by its own call. */
function endAll(ledger: TestLedger): void {
  const both = { parent_bounty_id: 0, child_bounty_id: 0 };
  ledger.run("Dan", child.unassign_curator(both));
  for (let id = 0; id < 2; id++) ledger.run(root, child.close_child_bounty({ ...both, child_bounty_id: id }));
  for (let id = 0; id < 2; id++) ledger.run(root, bounty.close_bounty({ bounty_id: id }));
  ledger.run(root, callsOf(treasury).reject_proposal({ proposal_id: 0 }));
  ledger.run("Eve", callsOf(tips).retract_tip({ hash: tipHash }));
  ledger.run("Ada", callsOf(preimage).unnote_preimage({ hash: bytesHash }));
  for (const who of ["Cleo", "Dan", "Eve"]) ledger.run(who, election.remove_voter({}));
  for (const who of ["Ada", "Ben"]) {
    const { candidates, members } = ledger.of(elections);
    const isMember = members.get().some((one) => one.who === accountOf(who));
    const isCandidate = candidates.get().some(([one]) => one === accountOf(who));
    const count = { type: "Candidate", value: candidates.get().length } as const;
    const renouncing = isCandidate ? count : ({ type: isMember ? "Member" : "RunnerUp" } as const);
    ledger.run(who, election.renounce_candidacy({ renouncing }));
  }
  if (ledger.of(democracy).referendumInfoOf.get(1)?.type === "Ongoing")
    ledger.run(root, referenda.cancel_referendum({ ref_index: 1 }));
  for (const index of [0, 1]) ledger.run("Cleo", referenda.remove_vote({ index }));
  ledger.run("Dan", referenda.undelegate({}));
  ledger.run(root, referenda.clear_public_proposals({}));
  if (ledger.of(democracy).depositOf.has(1)) ledger.run("Dan", referenda.release_deposits({ prop_index: 1 }));
}

describe.each(registered.map((row) => [`${row.pallet.name}.${row.field}`, row] as const))("%s", (_, row) => {
  it.each(["min", "max"] as const)("at its %s leaves nothing stuck of what stood before", (end) => {
    const ledger = populated();
    ledger.run(root, setTo(row, row[end]));
    ledger.runTo(ledger.now.number + 3);
    endAll(ledger);
    ledger.runTo(ledger.now.number + 2 * week + 1); // for so long bind a conviction of two, and less
    for (const who of people) {
      ledger.run(who, referenda.unlock({ target: addressOf(who) }));
      expect([who, ledger.balanceOf(who)]).toMatchObject([who, { reserved: 0n, frozen: 0n }]);
    }
  });
});

describe("the period between launches", () => {
  const launch = { pallet: democracy, field: "launch" };
  const proposed = () => {
    const ledger = network();
    ledger.setBalances({ Ada: 1_000n * PHA });
    ledger.run("Ada", referenda.propose({ proposal: inline(gift(1)), value: 10n * PHA }));
    return ledger;
  };

  it("that was too long once, over a launch too, moves none away for longer than it is", () => {
    for (const before of [1, week + 1]) {
      const ledger = proposed();
      ledger.runTo(before);
      ledger.run(root, setTo(launch, 403_200));
      expect(ledger.of(democracy).nextLaunch.get()).toBe(403_200);
      ledger.runTo(2 * week);
      ledger.run("Ada", referenda.propose({ proposal: inline(gift(2)), value: 10n * PHA }));
      ledger.run(root, setTo(launch, week));
      const launched = ledger.of(democracy).referendumCount.get();
      ledger.runTo(3 * week);
      expect(ledger.of(democracy).referendumCount.get()).toBe(launched + 1);
    }
  });

  it("that is shorter brings the next one nearer, at once", () => {
    const ledger = proposed();
    ledger.run(root, setTo(launch, 2));
    ledger.runTo(2);
    expect(ledger.of(democracy).referendumInfoOf.get(0)?.type).toBe("Ongoing");
  });
});

describe("how long a conviction binds", () => {
  const locking = { pallet: democracy, field: "locking" };
  const boundUntil = (ledger: TestLedger, who: string) =>
    ledger.of(democracy).votingOf.get(accountOf(who)).value.prior[0];

  it.each([1, 403_200])("set to %i binds no vote in a referendum that had begun, and no delegation", (to) => {
    const ledger = populated();
    ledger.run(root, setTo(locking, to));
    ledger.run("Cleo", referenda.remove_vote({ index: 0 }));
    expect(boundUntil(ledger, "Cleo")).toBe(3 * week);
    ledger.run("Dan", referenda.undelegate({}));
    expect(boundUntil(ledger, "Dan")).toBe(ledger.now.number + 2 * week);
  });

  it("binds votes in referenda, and delegations, that begin later", () => {
    const ledger = populated();
    ledger.run(root, setTo(locking, 2));
    ledger.run("Dan", referenda.delegate({ to: addressOf("Cleo"), conviction: { type: "Locked2x" }, balance: PHA }));
    ledger.runTo(3 * week);
    vote(ledger, "Eve", 2, standard(true, 50n * PHA));
    ledger.runTo(4 * week);
    ledger.run("Eve", referenda.remove_vote({ index: 2 }));
    expect(boundUntil(ledger, "Eve")).toBe(4 * week + 2);
    const { now } = ledger;
    ledger.run("Dan", referenda.undelegate({}));
    expect(boundUntil(ledger, "Dan")).toBe(Math.max(now.number + 4, 2 * week + 1 + 2 * week));
  });
});
