import { encode } from "@pha/codec";
import { type Call, originOf } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { addressOf, allPallets, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { motionHash } from "../collective/motion-hash.ts";
import { council } from "../council/spec.ts";
import type { Profile } from "../parameters/spec.ts";
import type { Bounded } from "../preimage/bounded.ts";
import { hashOf } from "../preimage/bounded.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import type { Conviction } from "./conviction.ts";
import { democracy } from "./spec.ts";
import type { AccountVote } from "./vote.ts";

/** A network whose day is one block, so that all weeks are seven. */
export const network = (profile: Profile["type"] = "Phala"): TestLedger =>
  testPallet(allPallets, { genesis: { parameters: { profile: { type: profile }, blocksPerDay: 1 } } });

/** A call that shows in Zoe's balance when it was dispatched. */
export const gift = (amount: number): Call =>
  callsOf(balances).force_set_balance({ who: addressOf("Zoe"), new_free: BigInt(amount) * PHA });

/** A call as it is proposed. */
export const inline = (call: Call): Bounded => ({ type: "Inline", value: encode(RuntimeCall, call) });

export const hashOfCall = (call: Call) => hashOf(inline(call));

/** So many of so many of the council, or of the technical committee. */
export const councilOf = (ayes: number, seats: number) => originOf(council, "Members", [ayes, seats]);
export const committeeOf = (ayes: number, seats: number) => originOf(technicalCommittee, "Members", [ayes, seats]);

export const standard = (aye: boolean, balance: bigint, conviction: Conviction["type"] = "Locked1x"): AccountVote => ({
  type: "Standard",
  value: { vote: { aye, conviction: { type: conviction } }, balance },
});

/** Votes in a referendum. */
export const vote = (ledger: TestLedger, who: string, ref_index: number, how: AccountVote): void =>
  ledger.run(who, callsOf(democracy).vote({ ref_index, vote: how }));

/** Passes a motion of a body: who proposes it also votes, and closes it. */
export function pass(
  ledger: TestLedger,
  body: typeof council | typeof technicalCommittee,
  ayes: readonly string[],
  call: Call,
): void {
  const own = callsOf(body as typeof council);
  const [first = ""] = ayes;
  const index = ledger.of(body as typeof council).proposalCount.get();
  ledger.run(first, own.propose({ threshold: ayes.length, proposal: call, length_bound: 10_000 }));
  const hash = motionHash(call);
  for (const who of ayes) ledger.run(who, own.vote({ proposal: hash, index, approve: true }));
  const bounds = { proposal_weight_bound: { ref_time: 10n ** 12n, proof_size: 10n ** 6n }, length_bound: 10_000 };
  ledger.run(first, own.close({ proposal_hash: hash, index, ...bounds }));
}
