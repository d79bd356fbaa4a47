import { encode, H256, type Hex, toHex, tuple } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import {
  bounties,
  bountyAccount,
  childBounties,
  collectiveLimits,
  council,
  PHA,
  tips,
  treasury,
} from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, ids, ledgerWith, simple } from "./cases.ts";

const zoe = addressOf("Zoe");
const longest = 16_384;

/** With a text of so many bytes. */
const ofBytes = (caller: Caller, call: (length: number) => Call, change: (ledger: TestLedger) => void): Benchmark => ({
  units: { bytes: [0, longest] },
  setup: ({ bytes: length = 0 }) => ({ ledger: ledgerWith(change), caller, call: call(length) }),
});

const ofTreasury = callsOf(treasury);
const asked = (ledger: TestLedger): void => {
  ledger.run("Bob", ofTreasury.propose_spend({ value: 10n * PHA, beneficiary: zoe }));
  ledger.of(treasury).figures.put({ ...ledger.of(treasury).figures.get(), spendPeriod: 1_000 });
  ledger.of(treasury).approvals.put(Array.from({ length: 99 }, () => 0));
};

const ofBounties = callsOf(bounties);
const text = bytes(longest);
const bounty_id = 0;
const funded = (ledger: TestLedger): void => {
  ledger.run("Bob", ofBounties.propose_bounty({ value: 100n * PHA, description: text }));
  const found = ledger.of(bounties).bounties.get(bounty_id);
  if (found) ledger.of(bounties).bounties.put(bounty_id, { ...found, status: { type: "Funded" } });
  ledger.setBalances({ [bountyAccount(bounty_id)]: 100n * PHA });
};
const asking = (ledger: TestLedger): void => {
  funded(ledger);
  ledger.run(root, ofBounties.propose_curator({ bounty_id, curator: addressOf("Charlie"), fee: 10n * PHA }));
};
const active = (ledger: TestLedger): void => {
  asking(ledger);
  ledger.run("Charlie", ofBounties.accept_curator({ bounty_id }));
};
const awarded = (ledger: TestLedger): void => {
  active(ledger);
  ledger.run("Charlie", ofBounties.award_bounty({ bounty_id, beneficiary: zoe }));
  const found = ledger.of(bounties).bounties.get(bounty_id);
  if (found?.status.type === "PendingPayout")
    ledger.of(bounties).bounties.put(bounty_id, {
      ...found,
      status: { ...found.status, value: { ...found.status.value, unlock_at: 0 } },
    });
};
const proposed = (ledger: TestLedger): void => {
  ledger.run("Bob", ofBounties.propose_bounty({ value: 100n * PHA, description: text }));
  ledger.of(bounties).bountyApprovals.put(Array.from({ length: 99 }, () => 9));
};
const rewards: Readonly<Record<keyof typeof bounties.calls, Benchmark>> = {
  propose_bounty: ofBytes(
    "Bob",
    (length) => ofBounties.propose_bounty({ value: 100n * PHA, description: bytes(length) }),
    () => {},
  ),
  approve_bounty: simple(root, ofBounties.approve_bounty({ bounty_id }), proposed),
  propose_curator: simple(root, ofBounties.propose_curator({ bounty_id, curator: zoe, fee: PHA }), funded),
  unassign_curator: simple("Charlie", ofBounties.unassign_curator({ bounty_id }), active),
  accept_curator: simple("Charlie", ofBounties.accept_curator({ bounty_id }), asking),
  award_bounty: simple("Charlie", ofBounties.award_bounty({ bounty_id, beneficiary: zoe }), active),
  claim_bounty: simple("Yves", ofBounties.claim_bounty({ bounty_id }), awarded),
  close_bounty: simple(root, ofBounties.close_bounty({ bounty_id }), active),
  extend_bounty_expiry: simple("Charlie", ofBounties.extend_bounty_expiry({ bounty_id, remark: bytes(1) }), active),
};

const ofChildren = callsOf(childBounties);
const both = { parent_bounty_id: bounty_id, child_bounty_id: 0 };
const added = (ledger: TestLedger): void => {
  active(ledger);
  ledger.run(
    "Charlie",
    ofChildren.add_child_bounty({ parent_bounty_id: bounty_id, value: 10n * PHA, description: text }),
  );
};
const askingChild = (ledger: TestLedger): void => {
  added(ledger);
  ledger.run("Charlie", ofChildren.propose_curator({ ...both, curator: addressOf("Bob"), fee: PHA }));
};
const activeChild = (ledger: TestLedger): void => {
  askingChild(ledger);
  ledger.run("Bob", ofChildren.accept_curator(both));
};
const awardedChild = (ledger: TestLedger): void => {
  activeChild(ledger);
  ledger.run("Bob", ofChildren.award_child_bounty({ ...both, beneficiary: zoe }));
  const found = ledger.of(childBounties).childBounties.get(bounty_id, 0);
  if (found?.status.type === "PendingPayout")
    ledger.of(childBounties).childBounties.put(bounty_id, 0, {
      ...found,
      status: { ...found.status, value: { ...found.status.value, unlock_at: 0 } },
    });
};
const parts: Readonly<Record<keyof typeof childBounties.calls, Benchmark>> = {
  add_child_bounty: ofBytes(
    "Charlie",
    (length) =>
      ofChildren.add_child_bounty({ parent_bounty_id: bounty_id, value: 10n * PHA, description: bytes(length) }),
    active,
  ),
  propose_curator: simple("Charlie", ofChildren.propose_curator({ ...both, curator: zoe, fee: PHA }), added),
  accept_curator: simple("Bob", ofChildren.accept_curator(both), askingChild),
  unassign_curator: simple("Charlie", ofChildren.unassign_curator(both), activeChild),
  award_child_bounty: simple("Charlie", ofChildren.award_child_bounty({ ...both, beneficiary: zoe }), activeChild),
  claim_child_bounty: simple("Yves", ofChildren.claim_child_bounty(both), awardedChild),
  close_child_bounty: simple("Charlie", ofChildren.close_child_bounty(both), activeChild),
};

const ofTips = callsOf(tips);
const tippers = [accountOf("Alice"), ...ids("tipper", collectiveLimits.members - 1)].sort();
const TipKey = tuple(H256, H256);
const hash: Hex = toHex(blake2b256(encode(TipKey, [toHex(blake2b256(text)), accountOf("Zoe")])));
const reported = (ledger: TestLedger): void => {
  ledger.of(council).members.put(tippers);
  ledger.run("Bob", ofTips.report_awesome({ reason: text, who: zoe }));
};
const tipped = (ledger: TestLedger): void => {
  reported(ledger);
  const found = ledger.of(tips).tips.get(hash);
  const all = tippers.map((who) => [who, 10n * PHA] as const);
  if (found) ledger.of(tips).tips.put(hash, { ...found, tips: all, closes: 1 });
};
const seated = (ledger: TestLedger): void => ledger.of(council).members.put(tippers);
const tipping: Readonly<Record<keyof typeof tips.calls, Benchmark>> = {
  report_awesome: ofBytes("Bob", (length) => ofTips.report_awesome({ reason: bytes(length), who: zoe }), seated),
  retract_tip: simple("Bob", ofTips.retract_tip({ hash }), tipped),
  tip_new: ofBytes("Alice", (length) => ofTips.tip_new({ reason: bytes(length), who: zoe, tip_value: PHA }), seated),
  tip: simple("Alice", ofTips.tip({ hash, tip_value: PHA }), tipped),
  close_tip: simple("Yves", ofTips.close_tip({ hash }), tipped),
  slash_tip: simple(root, ofTips.slash_tip({ hash }), tipped),
};

/** Of the pallets by which the treasury is spent. */
export const spending: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Treasury: {
    propose_spend: simple("Bob", ofTreasury.propose_spend({ value: 10n * PHA, beneficiary: zoe }), asked),
    reject_proposal: simple(root, ofTreasury.reject_proposal({ proposal_id: 0 }), asked),
    approve_proposal: simple(root, ofTreasury.approve_proposal({ proposal_id: 0 }), asked),
    spend: simple(root, ofTreasury.spend({ amount: PHA, beneficiary: zoe }), asked),
    remove_approval: simple(root, ofTreasury.remove_approval({ proposal_id: 0 }), asked),
  },
  Bounties: rewards,
  ChildBounties: parts,
  Tips: tipping,
};
