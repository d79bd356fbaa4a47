import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { balances } from "../pallets/balances/spec.ts";
import { pallets } from "../runtime-spec.ts";

/** What is on hold for one reason. Amounts add up. */
export interface HeldFor {
  /** `Proxy.Proxy` */
  readonly reason: string;
  readonly amount: bigint;
  /** What it is for. */
  readonly doc: string;
  /** The calls by which its owner gets it back; none where something else has to happen. */
  readonly endedBy: readonly string[];
  /** What has to happen where no call of its owner gives it back. */
  readonly endsWith: string | undefined;
}

/** By which calls an owner gets back what is on hold. */
export const givenBackBy: Readonly<Record<string, readonly string[]>> = {
  "Validators.Bond": ["Validators.unbond", "Validators.reclaim_bond"],
  "Attestation.WorkerDeposit": [],
  "Contracts.RoomDeposit": ["Contracts.offer"],
  "Preimage.Preimage": ["Preimage.unnote_preimage"],
  "Multisig.Deposit": ["Multisig.cancel_as_multi"],
  "Proxy.Proxy": ["Proxy.remove_proxy", "Proxy.remove_proxies"],
  "Proxy.Announcement": ["Proxy.remove_announcement"],
  "Identity.Identity": ["Identity.clear_identity"],
  "Identity.SubAccounts": ["Identity.remove_sub", "Identity.clear_identity"],
  "Identity.Judgement": ["Identity.cancel_request", "Identity.clear_identity"],
  "Identity.Username": ["Identity.remove_expired_approval", "Identity.remove_username"],
  "Assets.Asset": ["Assets.finish_destroy"],
  "Assets.Metadata": ["Assets.clear_metadata"],
  "Assets.Approval": ["Assets.cancel_approval"],
  "Assets.Account": ["Assets.refund"],
  "Democracy.Proposal": [],
  "Treasury.Proposal": [],
  "Bounties.Proposal": [],
  "Bounties.Curator": ["Bounties.claim_bounty", "Bounties.unassign_curator"],
  "ChildBounties.Curator": ["ChildBounties.claim_child_bounty", "ChildBounties.unassign_curator"],
  "Tips.Report": ["Tips.retract_tip", "Tips.close_tip"],
  "Elections.Candidacy": ["Elections.renounce_candidacy"],
  "Elections.Vote": ["Elections.remove_voter"],
  "GatekeeperElection.Candidacy": ["GatekeeperElection.withdraw", "GatekeeperElection.reclaim"],
  "GatekeeperElection.Nomination": ["GatekeeperElection.unnominate", "GatekeeperElection.collect"],
};

/** What gives back what no call of its owner does. */
const givenBackWith: Readonly<Record<string, string>> = {
  "Attestation.WorkerDeposit": "nothing yet",
  "Democracy.Proposal": "the launch that puts the proposal to the vote, whatever becomes of that",
  "Treasury.Proposal": "the payment, once the council has approved it; it is lost where that rejects it",
  "Bounties.Proposal": "the bounty's money, once the council has approved it; it is lost where that closes it before",
};

/** For what an account's balance is on hold. */
export const heldFor = (state: StateView, who: AccountId): HeldFor[] =>
  readState(balances, state)
    .holds.get(who)
    .map(({ id, amount }) => {
      const reason = `${id.type}.${id.value.type}`;
      const { doc = "" } = pallets.find(({ name }) => name === id.type)?.holdReasonSpecs[id.value.type] ?? {};
      return { reason, amount, doc, endedBy: givenBackBy[reason] ?? [], endsWith: givenBackWith[reason] };
    });
