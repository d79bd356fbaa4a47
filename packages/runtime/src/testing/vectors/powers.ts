import { type Call, type Origin, originOf } from "@pha/frame";
import { expect } from "vitest";
import { council } from "../../pallets/council/spec.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import { technicalCommittee } from "../../pallets/technical-committee/spec.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { callsOf } from "../calls.ts";
import { allPallets, type TestLedger, testPallet } from "../index.ts";
import type { Case, Replay } from "./cases.ts";
import { proposalOf } from "./democracy.ts";

const own = callsOf(democracy);
const proposal = { proposal: proposalOf(1) };
const long = 1_000_000;
const tracked = { proposal_hash: `0x${"00".repeat(32)}`, delay: 1 } as const;

/** A call of each power, and the body that has it. */
const powers: Readonly<Record<string, readonly [body: typeof council | typeof technicalCommittee, call: Call]>> = {
  "ExternalOrigin (external_propose)": [council, own.external_propose(proposal)],
  ExternalMajorityOrigin: [council, own.external_propose_majority(proposal)],
  ExternalDefaultOrigin: [council, own.external_propose_default(proposal)],
  "CancellationOrigin (emergency_cancel)": [council, own.emergency_cancel({ ref_index: 0 })],
  "Treasury ApproveOrigin": [council, callsOf(treasury).approve_proposal({ proposal_id: 0 })],
  "EnsureRootOrHalfCouncil / Treasury Reject,Spend": [
    council,
    callsOf(technicalCommittee).set_members({ new_members: [], prime: undefined, old_count: 0 }),
  ],
  "FastTrackOrigin (TC)": [technicalCommittee, own.fast_track({ ...tracked, voting_period: long })],
  "InstantOrigin / CancelProposalOrigin (TC)": [technicalCommittee, own.fast_track({ ...tracked, voting_period: 1 })],
};

interface Power extends Case {
  readonly min_ayes_by_seats: Readonly<Record<string, number>>;
}

/** Replays how many ayes of so many seats suffice for a call. */
export const replayPower: Replay<Power> = ({ id, min_ayes_by_seats }, profile) => {
  const [body, call] = powers[id] ?? [];
  if (!body || !call) throw new Error(`no power ${id}`);
  const ledger = testPallet(allPallets, {
    genesis: { parameters: { profile: { type: profile }, blocksPerDay: 7_200 } },
  });
  for (const [seats, least] of Object.entries(min_ayes_by_seats)) {
    const by = (ayes: number) => originOf(body as typeof council, "Members", [ayes, Number(seats)]);
    const suffices = Array.from({ length: Number(seats) + 1 }, (_, ayes) => isAccepted(ledger, by(ayes), call));
    expect(suffices.indexOf(true), `of ${seats} seats`).toBe(least);
  }
};

function isAccepted(ledger: TestLedger, by: Origin, call: Call): boolean {
  try {
    ledger.run(by, call);
    return true;
  } catch (error) {
    return (error as { readonly code?: string }).code !== "frame.BadOrigin";
  }
}
