import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { hold, release, seizeHeld } from "../balances/holds.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import type { Bounded } from "../preimage/bounded.ts";
import { hashOf } from "../preimage/bounded.ts";
import { dropDescription, passDescription } from "./descriptions.ts";
import { start } from "./referenda.ts";
import { democracy } from "./spec.ts";
import { democracyLimits } from "./types.ts";

const { errors, holdReasons } = democracy;

/** @throws `Democracy.ProposalBlacklisted` */
export function checkBlacklist(env: Env, proposal: Bounded): void {
  const [until] = env.of(democracy).state.blacklist.get(hashOf(proposal)) ?? [0];
  if (env.block.number < until) throw errors.ProposalBlacklisted({ until });
}

/** @throws `Democracy.ValueLow`, `TooMany`, `ProposalBlacklisted`; what `hold` throws */
export function propose(env: Env, who: AccountId, proposal: Bounded, deposit: bigint): void {
  const { state, emit } = env.of(democracy);
  const { minimumDeposit } = state.figures.get();
  if (deposit < minimumDeposit) throw errors.ValueLow({ minimumDeposit });
  const proposals = state.publicProps.get();
  if (proposals.length >= democracyLimits.proposals) throw errors.TooMany({ max: democracyLimits.proposals });
  checkBlacklist(env, proposal);
  hold(env, who, holdReasons.Proposal, deposit);
  const index = state.publicPropCount.get();
  state.publicPropCount.put(index + 1);
  state.depositOf.put(index, [[who], deposit]);
  state.publicProps.put([...proposals, [index, proposal, who]]);
  emit.Proposed({ proposal_index: index, deposit });
}

/** @throws `Democracy.ProposalMissing`, `TooMany`; what `hold` throws */
export function second(env: Env, who: AccountId, index: number): void {
  const { state, emit } = env.of(democracy);
  const [depositors, deposit] = depositsOf(env, index);
  if (depositors.length >= democracyLimits.deposits) throw errors.TooMany({ max: democracyLimits.deposits });
  hold(env, who, holdReasons.Proposal, deposit);
  state.depositOf.put(index, [[...depositors, who], deposit]);
  emit.Seconded({ seconder: who, prop_index: index });
}

/** @throws `Democracy.ProposalMissing` */
export function depositsOf(env: Env, index: number): readonly [depositors: readonly AccountId[], deposit: bigint] {
  const deposits = env.of(democracy).state.depositOf.get(index);
  if (!deposits) throw errors.ProposalMissing();
  return deposits;
}

/** Gives all deposits for a proposal back; gives how many. */
export function releaseDeposits(env: Env, index: number): number {
  const [depositors, deposit] = env.of(democracy).state.depositOf.take(index) ?? [[], 0n];
  for (const who of depositors) release(env, who, holdReasons.Proposal, deposit);
  return depositors.length;
}

/** Gives all deposits for a proposal to the treasury, whatever locks their owners have; gives how many. */
function slashDeposits(env: Env, index: number): number {
  const [depositors, deposit] = env.of(democracy).state.depositOf.take(index) ?? [[], 0n];
  for (const who of depositors) seizeHeld(env, who, holdReasons.Proposal, deposit, treasuryAccount);
  return depositors.length;
}

/** Ends a proposal, which may wait or have been dropped: its deposits go to the treasury. Gives how many those were. */
export function endProposal(env: Env, index: number): number {
  const { publicProps } = env.of(democracy).state;
  publicProps.put(publicProps.get().filter(([each]) => each !== index));
  const depositors = slashDeposits(env, index);
  dropDescription(env, { type: "Proposal", value: index });
  return depositors;
}

/** Number of the first proposal of a call. */
export function findProposal(env: Env, hash: Hex): number | undefined {
  const proposals = env.of(democracy).state.publicProps.get();
  return proposals.find(([, proposal]) => hashOf(proposal) === hash)?.[0];
}

/**
 * Makes a referendum of the proposal with most deposits, of several the last in the list, and gives its number; nothing
 * where none waits.
 */
export function tablePublic(env: Env): number | undefined {
  const { state, emit } = env.of(democracy);
  const proposals = state.publicProps.get();
  const deposits = state.depositOf.getMany(proposals.map(([index]) => index));
  let best = -1;
  let most = -1n;
  deposits.forEach((each, at) => {
    const [depositors, deposit] = each ?? [[], 0n];
    const backing = deposit * BigInt(depositors.length);
    if (backing >= most) [best, most] = [at, backing];
  });
  const chosen = proposals[best];
  if (!chosen) return undefined;
  const [index, proposal] = chosen;
  // The last takes its place.
  const rest = proposals.slice(0, -1);
  const last = proposals.at(-1);
  state.publicProps.put(last && last !== chosen ? rest.with(best, last) : rest);
  const deposit = deposits[best]?.[1] ?? 0n;
  releaseDeposits(env, index);
  emit.Tabled({ proposal_index: index, deposit });
  const { voting, enactment } = state.figures.get();
  const threshold = { type: "SuperMajorityApprove" } as const;
  const referendum = start(env, { end: blockAfter(env, voting), proposal, threshold, delay: enactment });
  passDescription(env, { type: "Proposal", value: index }, { type: "Referendum", value: referendum });
  return referendum;
}
