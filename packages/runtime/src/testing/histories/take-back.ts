import { root } from "@pha/frame";
import { bounties } from "../../pallets/bounties/spec.ts";
import { childBounties } from "../../pallets/child-bounties/spec.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import { councilOf } from "../../pallets/democracy/testing.ts";
import { elections } from "../../pallets/elections/spec.ts";
import { identity } from "../../pallets/identity/spec.ts";
import { multisig } from "../../pallets/multisig/spec.ts";
import { preimage } from "../../pallets/preimage/spec.ts";
import { proxy } from "../../pallets/proxy/spec.ts";
import { tips } from "../../pallets/tips/spec.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { vesting } from "../../pallets/vesting/spec.ts";
import { callsOf } from "../calls.ts";
import { accountOf, addressOf } from "../people.ts";
import { noted, othersOf, together, waiting } from "./everyday-acts.ts";
import { people, play, upTo, type World } from "./world.ts";

const majority = councilOf(3, 5);
/** Longer than referenda last, the longest conviction binds, the longest schedule vests, and any bounty waits. */
const longest = 160;

/** Ends all that there is, and gives everybody what is theirs, each by the call that docs/deposits.md names. */
export function takeBack(world: World): void {
  endReferenda(world);
  endElections(world);
  endEverydayCalls(world);
  endSpending(world);
  world.ledger.runTo(world.ledger.now.number + longest);
  endSpending(world); // what was to be paid first
  endVotes(world);
  for (const who of people) play(world, () => [who, callsOf(vesting).vest({})]);
}

function endReferenda(world: World): void {
  const own = callsOf(democracy);
  play(world, () => [root, own.clear_public_proposals({})]);
  for (const prop_index of upTo(world.ledger.of(democracy).publicPropCount.get()))
    play(world, () => ["Zoe", own.release_deposits({ prop_index })]);
  for (const who of people) play(world, () => [who, own.undelegate({})]);
}

function endVotes(world: World): void {
  const own = callsOf(democracy);
  for (const who of people) {
    for (const index of upTo(world.ledger.of(democracy).referendumCount.get()))
      play(world, () => ["Zoe", own.remove_other_vote({ target: addressOf(who), index })]);
    play(world, () => ["Zoe", own.unlock({ target: addressOf(who) })]);
  }
}

function endElections(world: World): void {
  const own = callsOf(elections);
  for (const who of people) {
    play(world, () => [who, own.remove_voter({})]);
    for (const renouncing of [{ type: "Member" }, { type: "RunnerUp" }, { type: "Candidate", value: 20 }] as const)
      play(world, () => [who, own.renounce_candidacy({ renouncing })]);
  }
}

function endSpending(world: World): void {
  const [spends, rewards, parts] = [callsOf(treasury), callsOf(bounties), callsOf(childBounties)];
  const { ledger } = world;
  for (const proposal_id of upTo(ledger.of(treasury).proposalCount.get())) {
    play(world, () => [majority, spends.remove_approval({ proposal_id })]);
    play(world, () => [majority, spends.reject_proposal({ proposal_id })]);
  }
  for (const bounty_id of upTo(ledger.of(bounties).bountyCount.get())) {
    for (const child_bounty_id of upTo(ledger.of(childBounties).childBountyCount.get())) {
      const part = { parent_bounty_id: bounty_id, child_bounty_id };
      play(world, () => ["Zoe", parts.claim_child_bounty(part)]);
      play(world, () => [majority, parts.close_child_bounty(part)]);
    }
    play(world, () => ["Zoe", rewards.claim_bounty({ bounty_id })]);
    play(world, () => [majority, rewards.close_bounty({ bounty_id })]);
  }
  for (const hash of world.tips) play(world, () => [majority, callsOf(tips).slash_tip({ hash })]);
}

function endEverydayCalls(world: World): void {
  const { ledger } = world;
  for (const who of people) {
    for (const hash of noted) play(world, () => [who, callsOf(preimage).unnote_preimage({ hash })]);
    play(world, () => [who, callsOf(proxy).remove_proxies({})]);
    for (const call_hash of waiting)
      for (const real of people)
        play(world, () => [who, callsOf(proxy).remove_announcement({ real: addressOf(real), call_hash })]);
    play(world, () => [who, callsOf(identity).clear_identity({})]);
    for (const call_hash of waiting) {
      const found = ledger.of(multisig).multisigs.get(together, call_hash);
      if (found?.depositor !== accountOf(who)) continue;
      const given = { threshold: 2, other_signatories: othersOf(who), timepoint: found.when, call_hash };
      play(world, () => [who, callsOf(multisig).cancel_as_multi(given)]);
    }
  }
}
