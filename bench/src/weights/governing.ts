import type { Hex } from "@pha/codec";
import { type Call, makeCall, root } from "@pha/frame";
import {
  type Collective,
  collectiveLimits,
  council,
  motionHash,
  system,
  technicalCommittee,
  technicalMembership,
} from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, idOf, ids, ledgerWith, simple } from "./cases.ts";

const { members: maxMembers, motions: maxMotions } = collectiveLimits;
/** A motion's call is at most what an extrinsic can carry; what more there is costs as much as what came before. */
const longest = 100_000;
const weightBound = { ref_time: 1_000_000_000_000n, proof_size: 1_000_000n };

const remarkOf = (length: number) => makeCall(system, "remark", { remark: bytes(length) });
const noted = remarkOf(1);

/** Calls of a body with as many members as may be, who have all voted on as many motions as asked for. */
function benchmarksOf(body: Collective): Readonly<Record<keyof Collective["calls"], Benchmark>> {
  const own = callsOf(body as typeof council);
  const member = accountOf("Alice");
  const others = ids("member", maxMembers - 1);
  const all = [member, ...others].sort();

  function seated(ledger: TestLedger, motions = maxMotions - 1): void {
    const { members, prime, proposals, voting, proposalOf, proposalCount } = ledger.of(body);
    members.put(all);
    prime.put(member);
    const hashes = Array.from({ length: motions }, (_, index) =>
      index === 0 ? motionHash(noted) : idOf("motion", index),
    );
    proposals.put(hashes);
    proposalCount.put(motions);
    for (const [index, hash] of hashes.entries()) {
      proposalOf.put(hash, noted);
      voting.put(hash, { index, threshold: maxMembers, ayes: [], nays: others, end: 1 });
    }
  }
  const at = (caller: Caller, call: Call): Benchmark => simple(caller, call, seated);
  const ofBytes = (call: (length: number) => Call, change = (_: TestLedger, _length: number) => {}): Benchmark => ({
    units: { bytes: [0, longest] },
    setup: ({ bytes: length = 0 }) => ({
      ledger: ledgerWith((ledger) => {
        seated(ledger);
        change(ledger, length);
      }),
      caller: "Alice",
      call: call(length),
    }),
  });
  const length_bound = 2_000_000;

  return {
    set_members: {
      units: { motions: [0, maxMotions] },
      setup: ({ motions = 0 }) => ({
        ledger: ledgerWith((ledger) => seated(ledger, motions)),
        caller: root,
        call: own.set_members({ new_members: ids("new", maxMembers), prime: undefined, old_count: maxMembers }),
      }),
    },
    execute: ofBytes((length) => own.execute({ proposal: remarkOf(length), length_bound })),
    propose: ofBytes((length) => own.propose({ threshold: 2, proposal: remarkOf(length), length_bound })),
    vote: at("Alice", own.vote({ proposal: motionHash(noted), index: 0, approve: true })),
    disapprove_proposal: at(root, own.disapprove_proposal({ proposal_hash: motionHash(noted) })),
    close: ofBytes(
      (length) =>
        own.close({
          proposal_hash: motionHash(remarkOf(length)),
          index: maxMotions,
          proposal_weight_bound: weightBound,
          length_bound: length + 8,
        }),
      (ledger, length) => {
        const hash = motionHash(remarkOf(length));
        const { proposals, voting, proposalOf } = ledger.of(body);
        proposals.put([...proposals.get().filter((each) => each !== hash), hash]);
        proposalOf.put(hash, remarkOf(length));
        voting.put(hash, { index: maxMotions, threshold: 2, ayes: all, nays: [], end: 1 });
      },
    ),
  };
}

const seats = ids("seat", maxMembers - 1).sort();
const committee = (ledger: TestLedger, motions = 0): void => {
  const { members, proposals, voting } = ledger.of(technicalCommittee);
  members.put(seats);
  ledger.of(technicalMembership).members.put(seats);
  ledger.of(technicalMembership).prime.put(seats[1] as Hex);
  const hashes = ids("motion", motions);
  proposals.put(hashes);
  for (const [index, hash] of hashes.entries())
    voting.put(hash, { index, threshold: maxMembers, ayes: seats, nays: [], end: 1 });
};
const first = { type: "Id", value: seats[0] as Hex } as const;
const zoe = addressOf("Zoe");

/** A change of the committee by which somebody leaves with votes on so many motions, or nobody. */
const membershipOf = (caller: Caller, call: Call, leaves = true): Benchmark =>
  leaves
    ? {
        units: { motions: [0, maxMotions] },
        setup: ({ motions = 0 }) => ({ ledger: ledgerWith((ledger) => committee(ledger, motions)), caller, call }),
      }
    : simple(caller, call, committee);

const ofMembership = callsOf(technicalMembership);
const membership: Readonly<Record<keyof typeof technicalMembership.calls, Benchmark>> = {
  add_member: membershipOf(root, ofMembership.add_member({ who: zoe }), false),
  remove_member: membershipOf(root, ofMembership.remove_member({ who: first })),
  swap_member: membershipOf(root, ofMembership.swap_member({ remove: first, add: zoe })),
  reset_members: membershipOf(root, ofMembership.reset_members({ members: ids("new", maxMembers) })),
  change_key: membershipOf(seats[0] as Hex, ofMembership.change_key({ new: zoe })),
  set_prime: membershipOf(root, ofMembership.set_prime({ who: first }), false),
  clear_prime: membershipOf(root, ofMembership.clear_prime({}), false),
};

/** Of the pallets by which the network decides. */
export const governing: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Council: benchmarksOf(council),
  TechnicalCommittee: benchmarksOf(technicalCommittee),
  TechnicalMembership: membership,
};
