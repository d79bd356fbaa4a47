import { describe, expect, it } from "vitest";
import { existentialDeposit } from "./pallets/balances/account-data.ts";
import { democracy } from "./pallets/democracy/spec.ts";
import { democracyLimits } from "./pallets/democracy/types.ts";
import { elections } from "./pallets/elections/spec.ts";
import { maxRegistrars, maxSubs } from "./pallets/identity/spec.ts";
import { maxSignatories } from "./pallets/multisig/spec.ts";
import { usualFigures as ofPreimages } from "./pallets/preimage/figures.ts";
import { maxProxies, proxyDeposit } from "./pallets/proxy/spec.ts";
import { maxPerBlock } from "./pallets/scheduler/spec.ts";
import { allPallets, testPallet } from "./testing/index.ts";
import { replayBound } from "./testing/vectors/bounds.ts";
import { type Case, casesOf, type Replay, vectors } from "./testing/vectors/cases.ts";
import { notOfThisCollective, replayCollective } from "./testing/vectors/collective.ts";
import { replayDemocracy } from "./testing/vectors/democracy.ts";
import { replayElections, replayNormalize, replayPhragmen, replayUnits } from "./testing/vectors/elections.ts";
import { replayImage, replayTask } from "./testing/vectors/everyday.ts";
import { replayFee } from "./testing/vectors/fees.ts";
import { replayMembership } from "./testing/vectors/membership.ts";
import { replayPower } from "./testing/vectors/powers.ts";
import { noLimits, replayPart, replayTreasury } from "./testing/vectors/treasury.ts";
import { replayConviction, replayEncoding, replayThreshold } from "./testing/vectors/votes.ts";

/** What replays the cases of a group, and those that it does not, with the reason. */
interface Group {
  readonly replay: Replay<never>;
  readonly except?: Readonly<Record<string, string>>;
  /** Whose rules its figures are, where they are those of one profile. */
  readonly only?: "Khala1290";
}

const groups: Readonly<Record<string, Group>> = {
  vote_threshold: { replay: replayThreshold },
  conviction: { replay: replayConviction },
  vote_encoding: { replay: replayEncoding },
  democracy_scenarios: { replay: replayDemocracy },
  democracy_scenarios_derived: { replay: replayDemocracy },
  collective_scenarios: { replay: replayCollective, except: notOfThisCollective },
  collective_scenarios_derived: { replay: replayCollective },
  collective_fees: { replay: replayFee },
  collective_bounds: { replay: replayBound },
  origin_min_ayes: {
    replay: replayPower,
    only: "Khala1290",
  },
  membership: { replay: replayMembership },
  treasury: { replay: replayTreasury, except: noLimits },
  per_thing_mul: { replay: replayPart },
  scheduler: { replay: replayTask },
  preimage: { replay: replayImage },
  phragmen: { replay: replayPhragmen },
  normalize: { replay: replayNormalize },
  currency_to_vote: { replay: replayUnits },
  elections_scenarios: { replay: replayElections },
  elections_scenarios_derived: { replay: replayElections },
};

/** Groups that are replayed elsewhere, or not yet: where, or why. */
const waiting: Readonly<Record<string, string>> = {
  tips: "`tips/calls.test.ts` replays each by its name",
  bounties: "`bounties/calls.test.ts` replays each by its name",
};

const played = ({ replay: _, except = {} }: Group, name: string): readonly Case[] =>
  casesOf(name).filter(({ id }) => except[id] === undefined);

describe.each(["Phala", "Khala1290"] as const)("by the rules of %s", (profile) => {
  const own = Object.entries(groups).filter(([, { only = profile }]) => only === profile);
  describe.each(own)("%s", (name, group) => {
    it.each(played(group, name).map((one) => [one.id, one] as const))("%s", (_, one) =>
      group.replay(one as never, profile),
    );
  });
});

it("by the rules of Khala1290 figures are those of Khala's runtime", () => {
  const given = vectors["parameters"];
  const genesis = { parameters: { profile: { type: "Khala1290" }, blocksPerDay: given.units.DAYS } } as const;
  const { figures } = testPallet(allPallets, { genesis }).of(democracy);
  const of = given.democracy;
  expect(figures.get()).toEqual({
    launch: of.LaunchPeriod,
    voting: of.VotingPeriod,
    fastTrackVoting: of.FastTrackVotingPeriod,
    enactment: of.EnactmentPeriod,
    locking: of.VoteLockingPeriod,
    cooloff: of.CooloffPeriod,
    minimumDeposit: BigInt(of.MinimumDeposit_planck),
    instantAllowed: of.InstantAllowed,
  });
  expect(democracyLimits).toEqual({
    votes: of.MaxVotes,
    proposals: of.MaxProposals,
    deposits: of.MaxDeposits,
    blacklisted: of.MaxBlacklisted,
  });
  const chosen = given.elections;
  expect(testPallet(allPallets, { genesis }).of(elections).figures.get()).toEqual({
    candidacyBond: BigInt(chosen.CandidacyBond_planck),
    votingBondBase: BigInt(chosen.VotingBondBase_planck),
    votingBondFactor: BigInt(chosen.VotingBondFactor_planck),
    desiredMembers: chosen.DesiredMembers,
    desiredRunnersUp: chosen.DesiredRunnersUp,
    termDuration: chosen.TermDuration,
    maxVotesPerVoter: chosen.MaxVotesPerVoter,
    maxVoters: chosen.MaxVoters,
    maxCandidates: chosen.MaxCandidates,
  });
  expect(maxPerBlock).toBe(given.scheduler.MaxScheduledPerBlock);
  expect(ofPreimages).toEqual({
    base: BigInt(given.preimage.BaseDeposit_planck),
    perByte: BigInt(given.preimage.ByteDeposit_planck),
  });
  expect(proxyDeposit).toEqual({
    base: BigInt(given.proxy.DepositBase_planck),
    factor: BigInt(given.proxy.DepositFactor_planck),
  });
  expect([maxProxies, maxSignatories, maxSubs, maxRegistrars]).toEqual([
    given.proxy.MaxProxies,
    given.multisig.MaxSignatories,
    given.identity.MaxSubAccounts,
    given.identity.MaxRegistrars,
  ]);
  expect(existentialDeposit).toBe(BigInt(given.balances.ExistentialDeposit_planck));
});

it("replays every case but those whose reason stands here", () => {
  const exceptions = Object.entries(groups).flatMap(([name, { except = {} }]) =>
    Object.entries(except).map(([id, why]) => ({ name, id, why })),
  );
  for (const { name, id } of exceptions) expect(casesOf(name).map((one) => one.id)).toContain(id);
  const all = [...Object.keys(groups), ...Object.keys(waiting)].map((name) => casesOf(name).length);
  const count = Object.entries(groups).reduce((sum, [name, group]) => sum + played(group, name).length, 0);
  console.log(`${count} of ${all.reduce((sum, each) => sum + each, 0)} cases are replayed`);
  for (const { name, id, why } of exceptions) console.log(`${name}, ${id}: ${why}`);
  for (const [name, why] of Object.entries(waiting)) console.log(`${name}, ${casesOf(name).length} cases: ${why}`);
});
