import { encode, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, root } from "@pha/frame";
import fc from "fast-check";
import { PHA } from "../../pallets/balances/account-data.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { bounties } from "../../pallets/bounties/spec.ts";
import { childBounties } from "../../pallets/child-bounties/spec.ts";
import { motionHash } from "../../pallets/collective/motion-hash.ts";
import { council } from "../../pallets/council/spec.ts";
import { convictions } from "../../pallets/democracy/conviction.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import { committeeOf, councilOf, hashOfCall, inline, standard } from "../../pallets/democracy/testing.ts";
import { elections } from "../../pallets/elections/spec.ts";
import { scheduler } from "../../pallets/scheduler/spec.ts";
import { tips } from "../../pallets/tips/spec.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { RuntimeCall } from "../../references.ts";
import { callsOf } from "../calls.ts";
import { accountOf, addressOf } from "../people.ts";
import { everydayActs } from "./everyday-acts.ts";
import { type Act, people, type Scene } from "./world.ts";

export const person = fc.constantFrom(...people);
const amount = fc.bigInt(1n, 400n).map((units) => (units * PHA) / 2n);
const small = fc.nat(3);
/** How far back of the newest: what is voted on is mostly that. */
const newest = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, small);
const conviction = fc.constantFrom(...convictions);
const majority = councilOf(3, 5);

const spending = callsOf(treasury);
const own = callsOf(democracy);
const electing = callsOf(elections);
const rewarding = callsOf(bounties);
const splitting = callsOf(childBounties);
const tipping = callsOf(tips);
const moving = callsOf(council);

/** One of the newest of so many. */
const recent = (count: number, back: number): number => Math.max(0, count - 1 - back);
const referendum = ({ ledger }: Scene, back: number) => recent(ledger.of(democracy).referendumCount.get(), back);
const proposal = ({ ledger }: Scene, back: number) => recent(ledger.of(democracy).publicPropCount.get(), back);
const spend = ({ ledger }: Scene, back: number) => recent(ledger.of(treasury).proposalCount.get(), back);
const bounty = ({ ledger }: Scene, back: number) => recent(ledger.of(bounties).bountyCount.get(), back);
const child = ({ ledger }: Scene, back: number) => recent(ledger.of(childBounties).childBountyCount.get(), back);

/** What is put to the vote. */
const proposed: readonly Call[] = [
  spending.spend({ amount: 30n * PHA, beneficiary: addressOf("Alice") }),
  callsOf(balances).force_transfer({ source: addressOf("Bob"), dest: addressOf("Eve"), value: 7n * PHA }),
  spending.approve_proposal({ proposal_id: 0 }),
  callsOf(scheduler).schedule({
    ...{ when: 60, maybe_periodic: [5, 2] as const, priority: 9 },
    call: spending.spend({ amount: PHA, beneficiary: addressOf("Dave") }),
  }),
];
const callOf = (at: number): Call => proposed[at] as Call;

/** What a motion of the council is about. */
const motions = (scene: Scene, at: number): Call =>
  [
    spending.approve_proposal({ proposal_id: spend(scene, 0) }),
    spending.reject_proposal({ proposal_id: spend(scene, 1) }),
    rewarding.approve_bounty({ bounty_id: bounty(scene, 0) }),
    own.external_propose_majority({ proposal: inline(callOf(1)) }),
  ][at] as Call;

const voteActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, newest, fc.boolean(), amount, conviction).map(([who, back, ...vote]) => (scene) => [
    who,
    own.vote({ ref_index: referendum(scene, back), vote: standard(...vote) }),
  ]),
  fc.tuple(person, newest, amount, amount).map(([who, back, aye, nay]) => (scene) => [
    who,
    own.vote({ ref_index: referendum(scene, back), vote: { type: "Split", value: { aye, nay } } }),
  ]),
];

const democracyActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, small, amount).map(([who, of, value]) => () => [
    who,
    own.propose({ proposal: inline(callOf(of)), value }),
  ]),
  fc.tuple(person, small).map(([who, back]) => (scene) => [who, own.second({ proposal: proposal(scene, back) })]),
  fc.tuple(person, person, conviction, amount).map(([who, to, type, balance]) => () => [
    who,
    own.delegate({ to: addressOf(to), conviction: { type }, balance }),
  ]),
  person.map((who) => () => [who, own.undelegate({})]),
  fc.tuple(person, small).map(([who, back]) => (scene) => [who, own.remove_vote({ index: referendum(scene, back) })]),
  fc.tuple(person, person).map(([who, of]) => () => [who, own.unlock({ target: addressOf(of) })]),
  small.map((of) => () => [majority, own.external_propose_majority({ proposal: inline(callOf(of)) })]),
  fc.tuple(small, fc.integer({ min: 1, max: 9 })).map(([of, voting_period]) => () => [
    committeeOf(3, 3),
    own.fast_track({ proposal_hash: hashOfCall(callOf(of)), voting_period, delay: 1 }),
  ]),
];

const councilActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, small, fc.integer({ min: 2, max: 4 })).map(([who, at, threshold]) => (scene) => {
    const proposal = motions(scene, at);
    return [who, moving.propose({ threshold, proposal, length_bound: encode(RuntimeCall, proposal).length })];
  }),
  fc.tuple(person, small, fc.boolean()).map(([who, at, approve]) => (scene) => [who, voteOn(scene, at, approve)]),
  fc.tuple(person, small).map(([who, at]) => (scene) => [who, closeOf(scene, at)]),
];

function voteOn(scene: Scene, at: number, approve: boolean): Call {
  const proposal = motionHash(motions(scene, at));
  const index = scene.ledger.of(council).voting.get(proposal)?.index ?? 0;
  return moving.vote({ proposal, index, approve });
}

function closeOf(scene: Scene, at: number): Call {
  const proposal_hash = motionHash(motions(scene, at));
  const index = scene.ledger.of(council).voting.get(proposal_hash)?.index ?? 0;
  const proposal_weight_bound = { ref_time: 10n ** 12n, proof_size: 10n ** 6n };
  return moving.close({ proposal_hash, index, proposal_weight_bound, length_bound: 10_000 });
}

const roles = ["Member", "RunnerUp"] as const;

const electionActs: readonly fc.Arbitrary<Act>[] = [
  person.map((who) => () => [who, electing.submit_candidacy({ candidate_count: 20 })]),
  fc.tuple(person, fc.subarray([...people], { minLength: 1 }), amount).map(([who, votes, value]) => () => [
    who,
    electing.vote({ votes: votes.map(accountOf), value }),
  ]),
  person.map((who) => () => [who, electing.remove_voter({})]),
  fc.tuple(person, fc.constantFrom(...roles)).map(([who, type]) => () => [
    who,
    electing.renounce_candidacy({ renouncing: { type } }),
  ]),
  person.map((who) => () => [who, electing.renounce_candidacy({ renouncing: { type: "Candidate", value: 20 } })]),
  fc.tuple(person, fc.boolean()).map(([who, slash_bond]) => () => [
    root,
    electing.remove_member({ who: addressOf(who), slash_bond, rerun_election: true }),
  ]),
];

const treasuryActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, person, amount).map(([who, to, value]) => () => [
    who,
    spending.propose_spend({ value, beneficiary: addressOf(to) }),
  ]),
  small.map((back) => (scene) => [majority, spending.approve_proposal({ proposal_id: spend(scene, back) })]),
  small.map((back) => (scene) => [root, spending.remove_approval({ proposal_id: spend(scene, back) })]),
];

/** Whoever judges of a bounty, or is asked to; somebody where nobody does. */
function curatorOf(scene: Scene, back: number): string {
  const status = scene.ledger.of(bounties).bounties.get(bounty(scene, back))?.status;
  return status && status.type !== "Proposed" && status.type !== "Approved" && status.type !== "Funded"
    ? status.value.curator
    : "Alice";
}

/** The same of a part of one. */
function childCuratorOf(scene: Scene, [of, at]: readonly [number, number]): string {
  const status = scene.ledger.of(childBounties).childBounties.get(bounty(scene, of), child(scene, at))?.status;
  return status && status.type !== "Added" ? status.value.curator : curatorOf(scene, of);
}

const bountyActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, amount).map(([who, value]) => () => [
    who,
    rewarding.propose_bounty({ value: 20n * value, description: utf8("what is to be done") }),
  ]),
  small.map((back) => (scene) => [majority, rewarding.approve_bounty({ bounty_id: bounty(scene, back) })]),
  fc.tuple(person, small, amount).map(([curator, back, fee]) => (scene) => [
    majority,
    rewarding.propose_curator({ bounty_id: bounty(scene, back), curator: addressOf(curator), fee }),
  ]),
  small.map((back) => (scene) => [
    curatorOf(scene, back),
    rewarding.accept_curator({ bounty_id: bounty(scene, back) }),
  ]),
  fc.tuple(person, small).map(([to, back]) => (scene) => [
    curatorOf(scene, back),
    rewarding.award_bounty({ bounty_id: bounty(scene, back), beneficiary: addressOf(to) }),
  ]),
  fc.tuple(person, small).map(([who, back]) => (scene) => [
    who,
    rewarding.claim_bounty({ bounty_id: bounty(scene, back) }),
  ]),
];

const childActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(small, amount).map(([back, value]) => (scene) => [
    curatorOf(scene, back),
    splitting.add_child_bounty({ parent_bounty_id: bounty(scene, back), value, description: utf8("a part") }),
  ]),
  fc.tuple(person, small, small).map(([to, ...back]) => (scene) => [
    curatorOf(scene, back[0]),
    splitting.propose_curator({ ...part(scene, back), curator: addressOf(to), fee: PHA }),
  ]),
  fc
    .tuple(small, small)
    .map((back) => (scene) => [childCuratorOf(scene, back), splitting.accept_curator(part(scene, back))]),
  fc.tuple(person, small, small).map(([who, ...back]) => (scene) => [
    who,
    splitting.unassign_curator(part(scene, back)),
  ]),
  fc.tuple(person, small, small).map(([to, ...back]) => (scene) => [
    childCuratorOf(scene, back),
    splitting.award_child_bounty({ ...part(scene, back), beneficiary: addressOf(to) }),
  ]),
  fc.tuple(person, small, small).map(([who, ...back]) => (scene) => [
    who,
    splitting.claim_child_bounty(part(scene, back)),
  ]),
  fc.tuple(person, small, small).map(([who, ...back]) => (scene) => [
    who,
    splitting.close_child_bounty(part(scene, back)),
  ]),
];

const part = (scene: Scene, [of, at]: readonly [number, number]) => ({
  parent_bounty_id: bounty(scene, of),
  child_bounty_id: child(scene, at),
});

const reasons = ["found the fault", "wrote the page", "helped a stranger", ""];
const reason = fc.constantFrom(...reasons).map(utf8);
/** A tip for one of these reasons. */
const tip = fc.tuple(reason, person).map(([why, who]) => {
  const key = new Uint8Array([...blake2b256(why), ...Buffer.from(accountOf(who).slice(2), "hex")]);
  return toHex(blake2b256(key));
});

const tipActs: readonly fc.Arbitrary<Act>[] = [
  fc.tuple(person, person, reason).map(([who, of, why]) => () => [
    who,
    tipping.report_awesome({ reason: why, who: addressOf(of) }),
  ]),
  fc.tuple(person, person, reason, amount).map(([who, of, why, tip_value]) => () => [
    who,
    tipping.tip_new({ reason: why, who: addressOf(of), tip_value }),
  ]),
  fc.tuple(person, tip, amount).map(([who, hash, tip_value]) => () => [who, tipping.tip({ hash, tip_value })]),
  fc.tuple(person, tip).map(([who, hash]) => () => [who, tipping.close_tip({ hash })]),
  fc.tuple(person, tip).map(([who, hash]) => () => [who, tipping.retract_tip({ hash })]),
];

/** What ends something before its time: seldom, or little would come of anything. */
export const endings: readonly fc.Arbitrary<Act>[] = [
  small.map((back) => (scene) => [root, own.cancel_referendum({ ref_index: referendum(scene, back) })]),
  small.map((back) => (scene) => [root, own.cancel_proposal({ prop_index: proposal(scene, back) })]),
  fc.constant<Act>(() => [root, own.clear_public_proposals({})]),
  fc.tuple(person, small).map(([who, back]) => (scene) => [
    who,
    own.release_deposits({ prop_index: proposal(scene, back) }),
  ]),
  fc.tuple(person, small).map(([who, of]) => () => [who, own.veto_external({ proposal_hash: hashOfCall(callOf(of)) })]),
  small.map((back) => (scene) => [majority, rewarding.close_bounty({ bounty_id: bounty(scene, back) })]),
  tip.map((hash) => () => [majority, tipping.slash_tip({ hash })]),
  small.map((back) => (scene) => [majority, spending.reject_proposal({ proposal_id: spend(scene, back) })]),
  fc.tuple(fc.oneof(person, fc.constant(majority)), small).map(([who, back]) => (scene) => [
    who,
    rewarding.unassign_curator({ bounty_id: bounty(scene, back) }),
  ]),
  fc.constant<Act>(() => [root, electing.clean_defunct_voters({ num_voters: 9, num_defunct: 9 })]),
];

/** What else may happen, pallet by pallet; each pallet as often as any other. */
export const acts: readonly (readonly fc.Arbitrary<Act>[])[] = [
  ...[democracyActs, democracyActs, voteActs, voteActs, councilActs, councilActs, electionActs, treasuryActs],
  ...[bountyActs, bountyActs, childActs, childActs, tipActs, everydayActs],
];
