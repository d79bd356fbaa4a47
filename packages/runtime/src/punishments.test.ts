import { toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, originOf, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { PHA } from "./pallets/balances/account-data.ts";
import { treasuryAccount } from "./pallets/balances/pallet-account.ts";
import { balances } from "./pallets/balances/spec.ts";
import { bounties } from "./pallets/bounties/spec.ts";
import { childBounties } from "./pallets/child-bounties/spec.ts";
import { council } from "./pallets/council/spec.ts";
import { democracy } from "./pallets/democracy/spec.ts";
import { elections } from "./pallets/elections/spec.ts";
import { identity } from "./pallets/identity/spec.ts";
import { addConsumer, maxConsumers, refer } from "./pallets/system/references.ts";
import { system } from "./pallets/system/spec.ts";
import { tips } from "./pallets/tips/spec.ts";
import { treasury } from "./pallets/treasury/spec.ts";
import { vesting } from "./pallets/vesting/spec.ts";
import { accountOf, addressOf, type Caller, callsOf, hold, type TestLedger, testNetwork } from "./testing/index.ts";

const proposal = { type: "Inline", value: Uint8Array.of(0, 1, 2, 3) } as const;
const proposal_hash = toHex(blake2b256(proposal.value));
const text = utf8("0123456789");
const hash = toHex(utf8("12345678901234567890123456789012"));
const ofCouncil = originOf(council, "Members", [5, 5]);
const money = 10_000n * PHA;

const propose = callsOf(democracy).propose({ proposal, value: 10n * PHA });
const active = { type: "Active", value: { curator: accountOf("Pat"), update_due: 1_000 } } as const;
const bounty = { proposer: accountOf("Bob"), value: PHA, fee: 0n, curator_deposit: PHA, bond: 0n, status: active };

/** Puts a bounty that Pat curates against a deposit. */
function curate(ledger: TestLedger): void {
  ledger.of(bounties).bounties.put(0, bounty);
  ledger.act((env) => hold(env, accountOf("Pat"), bounties.holdReasons.Curator, PHA));
}

/** Puts a child bounty that Pat curates, of a bounty of Bob's. */
function curateChild(ledger: TestLedger): void {
  const above = { type: "Active", value: { curator: accountOf("Bob"), update_due: 1_000 } } as const;
  const status = { type: "Active", value: { curator: accountOf("Pat") } } as const;
  ledger.of(bounties).bounties.put(0, { ...bounty, status: above });
  ledger
    .of(childBounties)
    .childBounties.put(0, 0, { parent_bounty: 0, value: PHA, fee: 0n, curator_deposit: PHA, status });
  ledger.act((env) => hold(env, accountOf("Pat"), childBounties.holdReasons.Curator, PHA));
}

/** Puts a username that Pat paid for. */
function nameBob(ledger: TestLedger): void {
  const { usernameInfoOf, usernameDepositor } = ledger.of(identity);
  usernameInfoOf.put(text, { owner: accountOf("Bob"), provider: { type: "AuthorityDeposit", value: PHA } });
  usernameDepositor.put(text, accountOf("Pat"));
  ledger.act((env) => hold(env, accountOf("Pat"), identity.holdReasons.Username, PHA));
}

/** Puts a seat of Pat's. */
function elect(ledger: TestLedger): void {
  ledger.of(elections).members.put([{ who: accountOf("Pat"), stake: PHA, deposit: PHA }]);
  ledger.act((env) => hold(env, accountOf("Pat"), elections.holdReasons.Candidacy, PHA));
}

/** Puts a report of Pat's. */
function report(ledger: TestLedger): void {
  const tip = { who: accountOf("Bob"), finder: accountOf("Pat"), deposit: PHA, tips: [], finders_fee: true };
  ledger.of(tips).tips.put(hash, { ...tip, reason: hash, closes: undefined });
  ledger.act((env) => hold(env, accountOf("Pat"), tips.holdReasons.Report, PHA));
}

const identify = (ledger: TestLedger) => {
  const none = { type: "None" } as const;
  const info = {
    additional: [],
    display: none,
    legal: none,
    web: none,
    riot: none,
    email: none,
    image: none,
    twitter: none,
  };
  ledger.run("Pat", callsOf(identity).set_identity({ info: { ...info, pgp_fingerprint: undefined } }));
};

/** What Pat may have done, and each call by which others end it and take a deposit. */
const punishments: readonly (readonly [call: string, deed: (ledger: TestLedger) => void, by: Caller, end: Call])[] = [
  [
    "Democracy.blacklist, of a proposal",
    (ledger) => ledger.run("Pat", propose),
    root,
    callsOf(democracy).blacklist({ proposal_hash, maybe_ref_index: undefined }),
  ],
  [
    "Democracy.cancel_proposal, of one seconded",
    (ledger) => {
      ledger.run("Bob", propose);
      ledger.run("Pat", callsOf(democracy).second({ proposal: 0 }));
    },
    root,
    callsOf(democracy).cancel_proposal({ prop_index: 0 }),
  ],
  ["Identity.kill_identity", identify, root, callsOf(identity).kill_identity({ target: addressOf("Pat") })],
  ["Identity.kill_username", nameBob, root, callsOf(identity).kill_username({ username: text })],
  ["Tips.slash_tip", report, root, callsOf(tips).slash_tip({ hash })],
  [
    "Treasury.reject_proposal",
    (ledger) => ledger.run("Pat", callsOf(treasury).propose_spend({ value: PHA, beneficiary: addressOf("Pat") })),
    root,
    callsOf(treasury).reject_proposal({ proposal_id: 0 }),
  ],
  [
    "Bounties.close_bounty",
    (ledger) => ledger.run("Pat", callsOf(bounties).propose_bounty({ value: 100n * PHA, description: text })),
    root,
    callsOf(bounties).close_bounty({ bounty_id: 0 }),
  ],
  [
    "Elections.remove_member",
    elect,
    root,
    callsOf(elections).remove_member({ who: addressOf("Pat"), slash_bond: true, rerun_election: false }),
  ],
  ["Bounties.unassign_curator", curate, ofCouncil, callsOf(bounties).unassign_curator({ bounty_id: 0 })],
  [
    "ChildBounties.unassign_curator",
    curateChild,
    "Bob",
    callsOf(childBounties).unassign_curator({ parent_bounty_id: 0, child_bounty_id: 0 }),
  ],
];

/** What Pat may bring an account into before. */
const states: Readonly<Record<string, (ledger: TestLedger) => void>> = {
  "has locked all that is on hold": (ledger) => {
    const locked = ledger.balanceOf("Pat").free - PHA;
    const schedule = { locked, per_block: locked, starting_block: 4_000_000_000 };
    ledger.run("Pat", callsOf(vesting).vested_transfer({ target: addressOf("Pat"), schedule }));
    const { reserved } = ledger.balanceOf("Pat");
    ledger.run("Pat", callsOf(balances).transfer_keep_alive({ dest: addressOf("Eve"), value: reserved }));
  },
  "is needed by as many as can": (ledger) => {
    const { consumers } = ledger.act((env) => env.of(system).state.account.get(accountOf("Pat")));
    for (let i = consumers; i < maxConsumers; i++) ledger.act((env) => refer(env, accountOf("Pat"), addConsumer));
  },
  "has nothing else": (ledger) =>
    ledger.run("Pat", callsOf(balances).transfer_all({ dest: addressOf("Eve"), keep_alive: true })),
  "pays to a treasury that has nothing": (ledger) => ledger.setBalances({ [treasuryAccount]: 0n }),
};

describe.each(punishments)("%s", (_, deed, by, end) => {
  it.each(Object.entries(states))("takes the deposit of who %s", (_, bring) => {
    const ledger = testNetwork();
    ledger.setBalances({ Pat: money, Bob: money });
    deed(ledger);
    expect(ledger.balanceOf("Pat").reserved).toBeGreaterThan(0n);
    bring(ledger);
    const { free } = ledger.balanceOf("Pat");
    ledger.run(by, end);
    expect(ledger.balanceOf("Pat")).toMatchObject({ free, reserved: 0n });
  });
});
