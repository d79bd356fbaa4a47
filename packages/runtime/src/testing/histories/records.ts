import type { AccountId } from "@pha/codec";
import type { HoldReason } from "@pha/frame";
import { balances } from "../../pallets/balances/spec.ts";
import { bounties } from "../../pallets/bounties/spec.ts";
import { childBounties } from "../../pallets/child-bounties/spec.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import { elections } from "../../pallets/elections/spec.ts";
import { identity } from "../../pallets/identity/spec.ts";
import { multisig } from "../../pallets/multisig/spec.ts";
import { preimage } from "../../pallets/preimage/spec.ts";
import { proxy } from "../../pallets/proxy/spec.ts";
import { tips } from "../../pallets/tips/spec.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { vesting } from "../../pallets/vesting/spec.ts";
import { noted, together, waiting } from "./everyday-acts.ts";
import { accounts, upTo, type World } from "./world.ts";

const nameOf = ({ type, value }: HoldReason): string => `${type}.${value.type}`;

/** What an account has on hold, by reason. */
export const holdsOf = ({ ledger }: World, who: AccountId): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    ledger
      .of(balances)
      .holds.get(who)
      .map(({ id, amount }) => [nameOf(id), amount]),
  );

/** What an account must have on hold, by reason: what the records of all pallets say. */
export function recordsOf(world: World): ReadonlyMap<AccountId, Readonly<Record<string, bigint>>> {
  const sums = new Map<AccountId, Record<string, bigint>>(accounts.map((who) => [who, {}]));
  const add = (who: AccountId, reason: HoldReason, amount: bigint) => {
    const own = sums.get(who) ?? {};
    if (amount > 0n) own[nameOf(reason)] = (own[nameOf(reason)] ?? 0n) + amount;
    sums.set(who, own);
  };
  for (const record of [ofReferenda, ofElections, ofTreasury, ofTips, ofEverydayCalls]) record(world, add);
  return sums;
}

type Add = (who: AccountId, reason: HoldReason, amount: bigint) => void;

function ofReferenda({ ledger }: World, add: Add): void {
  const state = ledger.of(democracy);
  for (const proposal of upTo(state.publicPropCount.get())) {
    const [depositors, deposit] = state.depositOf.get(proposal) ?? [[], 0n];
    for (const who of depositors) add(who, democracy.holdReasons.Proposal, deposit);
  }
}

function ofElections({ ledger }: World, add: Add): void {
  const state = ledger.of(elections);
  const { Candidacy, Vote } = elections.holdReasons;
  for (const [who, deposit] of state.candidates.get()) add(who, Candidacy, deposit);
  for (const { who, deposit } of [...state.members.get(), ...state.runnersUp.get()]) add(who, Candidacy, deposit);
  for (const who of accounts) add(who, Vote, state.voting.get(who)?.deposit ?? 0n);
}

function ofTreasury({ ledger }: World, add: Add): void {
  const [spends, rewards, parts] = [ledger.of(treasury), ledger.of(bounties), ledger.of(childBounties)];
  for (const index of upTo(spends.proposalCount.get())) {
    const found = spends.proposals.get(index);
    if (found) add(found.proposer, treasury.holdReasons.Proposal, found.bond);
  }
  for (const index of upTo(rewards.bountyCount.get())) {
    const found = rewards.bounties.get(index);
    if (found?.status.type === "Proposed" || found?.status.type === "Approved")
      add(found.proposer, bounties.holdReasons.Proposal, found.bond);
    if (found?.status.type === "Active" || found?.status.type === "PendingPayout")
      add(found.status.value.curator, bounties.holdReasons.Curator, found.curator_deposit);
    for (const at of upTo(parts.childBountyCount.get())) {
      const part = parts.childBounties.get(index, at);
      if (part?.status.type === "Active" || part?.status.type === "PendingPayout")
        add(part.status.value.curator, childBounties.holdReasons.Curator, part.curator_deposit);
    }
  }
}

function ofTips({ ledger, tips: known }: World, add: Add): void {
  for (const hash of known) {
    const found = ledger.of(tips).tips.get(hash);
    if (found) add(found.finder, tips.holdReasons.Report, found.deposit);
  }
}

function ofEverydayCalls({ ledger }: World, add: Add): void {
  for (const hash of noted) {
    const status = ledger.of(preimage).requestStatusFor.get(hash);
    const ticket = status?.type === "Unrequested" ? status.value.ticket : status?.value.maybe_ticket;
    if (ticket) add(ticket[0], preimage.holdReasons.Preimage, ticket[1]);
  }
  for (const hash of waiting) {
    const found = ledger.of(multisig).multisigs.get(together, hash);
    if (found) add(found.depositor, multisig.holdReasons.Deposit, found.deposit);
  }
  const [acting, named] = [ledger.of(proxy), ledger.of(identity)];
  for (const who of accounts) {
    add(who, proxy.holdReasons.Proxy, acting.proxies.get(who)[1]);
    add(who, proxy.holdReasons.Announcement, acting.announcements.get(who)[1]);
    add(who, identity.holdReasons.Identity, named.identityOf.get(who)?.deposit ?? 0n);
    add(who, identity.holdReasons.SubAccounts, named.subsOf.get(who)[0]);
  }
}

/** Locks of an account that no record explains, by their ids. A vote's outlasts it until somebody unlocks what is left. */
export function unexplainedLocks({ ledger }: World, who: AccountId): string[] {
  const explained: Readonly<Record<string, boolean>> = {
    democrac: true,
    phrelect: ledger.of(elections).voting.has(who),
    vesting: ledger.of(vesting).vesting.has(who),
  };
  return ledger
    .of(balances)
    .locks.get(who)
    .map(({ id }) => Buffer.from(id.slice(2), "hex").toString().trim())
    .filter((id) => !explained[id]);
}
