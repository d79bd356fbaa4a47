import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, originOf, root, type Units } from "@pha/frame";
import {
  council,
  democracy,
  democracyLimits,
  encodeCall,
  mostReads,
  PHA,
  preimage,
  system,
  type VoteThreshold,
} from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, hold, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, idOf, ids, ledgerWith, simple } from "./cases.ts";
import { delegates } from "./stakes.ts";

const own = callsOf(democracy);
const { votes: maxVotes, proposals: maxProposals, deposits: maxDeposits } = democracyLimits;
const [alice, bob] = [accountOf("Alice"), accountOf("Bob")];
const [eve, ferdie] = [accountOf("Eve"), accountOf("Ferdie")];
const deposit = 10n * PHA;

/** The largest that is kept where it is proposed. */
const inline = callsOf(system).remark({ remark: bytes(123) });
const proposal = { type: "Inline", value: encodeCall(inline) } as const;
const hash: Hex = toHex(blake2b256(proposal.value));
const other = { type: "Inline", value: encodeCall(callsOf(system).remark({ remark: new Uint8Array(123) })) } as const;

/** As many proposals as there may be but one, the last of which has so many deposits. */
const last = maxProposals - 2;
function proposals(ledger: TestLedger, deposits: number): void {
  const { publicProps, publicPropCount, depositOf, metadataOf } = ledger.of(democracy);
  publicProps.put(Array.from({ length: last + 1 }, (_, at) => [at, at === last ? proposal : other, bob] as const));
  publicPropCount.put(last + 1);
  const depositors = ids("depositor", deposits);
  ledger.setBalances(Object.fromEntries(depositors.map((who) => [who, 2n * deposit])));
  for (const who of depositors) ledger.act((env) => hold(env, who, democracy.holdReasons.Proposal, deposit));
  depositOf.put(last, [depositors, deposit]);
  metadataOf.put({ type: "Proposal", value: last }, idOf("text"));
}

/** As many referenda as an account may have votes in, and one more; so many of the first are over. */
function referenda(ledger: TestLedger, finished = 0): void {
  const { referendumCount, referendumInfoOf } = ledger.of(democracy);
  const tally = { ayes: 10_000n * PHA, nays: 10_000n * PHA, turnout: 20_000n * PHA };
  const threshold: VoteThreshold = { type: "SuperMajorityApprove" };
  for (let index = 0; index <= maxVotes; index++)
    referendumInfoOf.put(
      index,
      index < finished
        ? { type: "Finished", value: { approved: true, end: 1 } }
        : { type: "Ongoing", value: { end: 9_000, proposal, threshold, delay: 100, tally } },
    );
  referendumCount.put(maxVotes + 1);
}

const vote = {
  type: "Standard",
  value: { vote: { aye: true, conviction: { type: "Locked6x" } }, balance: 5n * PHA },
} as const;
const delegations = { votes: 100n * PHA, capital: 20n * PHA };

/** Gives an account votes in the first referenda. */
function votesOf(ledger: TestLedger, who: Hex, count: number): void {
  const votes = Array.from({ length: count }, (_, index) => [index, vote] as const);
  ledger.of(democracy).votingOf.put(who, { type: "Direct", value: { votes, delegations, prior: [2, PHA] } });
}

/** No launch disturbs. */
function quiet(ledger: TestLedger): void {
  const { figures, nextLaunch, due } = ledger.of(democracy);
  figures.put({ ...figures.get(), launch: 10_000 });
  nextLaunch.put(10_000);
  due.put(10_000);
}

const at = (caller: Caller, call: Call, change: (ledger: TestLedger) => void = () => {}): Benchmark =>
  simple(caller, call, (ledger) => {
    quiet(ledger);
    change(ledger);
  });

/** Of Alice, who has no shares, or as many as she may; and by her, unless another is said. */
const withShares = (
  units: NonNullable<Benchmark["units"]>,
  call: Call,
  change: (ledger: TestLedger, units: Units) => void,
  caller: Caller = "Alice",
): Benchmark => ({
  units: { ...units, reads: [0, mostReads] },
  setup: (given) => ({
    ledger: ledgerWith((ledger) => {
      quiet(ledger);
      if ((given["reads"] ?? 0) > 0) delegates(ledger, "Alice");
      change(ledger, given);
    }),
    caller,
    call,
  }),
});

const counted = (
  unit: string,
  range: readonly [number, number],
  caller: Caller,
  call: Call,
  change: (ledger: TestLedger, count: number) => void,
): Benchmark => ({
  units: { [unit]: range },
  setup: (units) => ({
    ledger: ledgerWith((ledger) => {
      quiet(ledger);
      change(ledger, units[unit] ?? 0);
    }),
    caller,
    call,
  }),
});

/** The council wants something that a text describes. */
function wanted(ledger: TestLedger): void {
  const { nextExternal, metadataOf } = ledger.of(democracy);
  nextExternal.put([proposal, { type: "SimpleMajority" }]);
  metadataOf.put({ type: "External" }, idOf("text"));
}
const vetoed = (ledger: TestLedger) =>
  ledger.of(democracy).blacklist.put(hash, [1, ids("member", democracyLimits.blacklisted - 1)]);

/** Alice lets another account vote for her, which has so many votes. */
function delegated(ledger: TestLedger, votes: number): void {
  referenda(ledger);
  votesOf(ledger, eve, votes);
  ledger.of(democracy).votingOf.put(alice, {
    type: "Delegating",
    value: { balance: PHA, target: eve, conviction: { type: "Locked1x" }, delegations, prior: [0, 0n] },
  });
}
const conviction = { type: "Locked6x" } as const;
const text = bytes(50);
const index = maxVotes - 1;

const ofDemocracy: Readonly<Record<keyof typeof democracy.calls, Benchmark>> = {
  propose: at("Bob", own.propose({ proposal, value: deposit }), (ledger) => {
    proposals(ledger, 1);
    ledger.of(democracy).blacklist.put(hash, [1, ids("member", democracyLimits.blacklisted)]);
  }),
  second: at("Alice", own.second({ proposal: last }), (ledger) => proposals(ledger, maxDeposits - 1)),
  vote: withShares({}, own.vote({ ref_index: index, vote }), (ledger) => {
    referenda(ledger);
    votesOf(ledger, alice, maxVotes);
  }),
  emergency_cancel: at(root, own.emergency_cancel({ ref_index: 0 }), referenda),
  external_propose: at(root, own.external_propose({ proposal }), vetoed),
  external_propose_majority: at(root, own.external_propose_majority({ proposal }), wanted),
  external_propose_default: at(root, own.external_propose_default({ proposal }), wanted),
  fast_track: at(root, own.fast_track({ proposal_hash: hash, voting_period: 10_000, delay: 1 }), wanted),
  veto_external: at(originOf(council, "Member", alice), own.veto_external({ proposal_hash: hash }), (ledger) => {
    wanted(ledger);
    vetoed(ledger);
  }),
  cancel_referendum: at(root, own.cancel_referendum({ ref_index: 0 }), referenda),
  delegate: withShares(
    { votes: [0, 2 * maxVotes] },
    own.delegate({ to: addressOf("Ferdie"), conviction, balance: PHA }),
    (ledger, { votes = 0 }) => {
      delegated(ledger, Math.min(votes, maxVotes));
      votesOf(ledger, ferdie, Math.max(votes - maxVotes, 0));
    },
  ),
  undelegate: counted("votes", [0, maxVotes], "Alice", own.undelegate({}), delegated),
  clear_public_proposals: at(root, own.clear_public_proposals({}), (ledger) => proposals(ledger, 1)),
  unlock: withShares(
    {},
    own.unlock({ target: addressOf("Alice") }),
    (ledger) => votesOf(ledger, alice, maxVotes),
    "Bob",
  ),
  remove_vote: at("Alice", own.remove_vote({ index }), (ledger) => {
    referenda(ledger);
    votesOf(ledger, alice, maxVotes);
  }),
  remove_other_vote: at("Bob", own.remove_other_vote({ target: addressOf("Alice"), index: 0 }), (ledger) => {
    referenda(ledger, maxVotes);
    const unbound = { type: "Standard", value: { ...vote.value, vote: { aye: false, conviction } } } as const;
    const votes = Array.from({ length: maxVotes }, (_, each) => [each, unbound] as const);
    ledger.of(democracy).votingOf.put(alice, { type: "Direct", value: { votes, delegations, prior: [2, PHA] } });
  }),
  blacklist: counted(
    "deposits",
    [0, maxDeposits],
    root,
    own.blacklist({ proposal_hash: hash, maybe_ref_index: 0 }),
    (ledger, deposits) => {
      proposals(ledger, deposits);
      referenda(ledger);
      wanted(ledger);
      vetoed(ledger);
    },
  ),
  cancel_proposal: counted("deposits", [0, maxDeposits], root, own.cancel_proposal({ prop_index: last }), proposals),
  set_metadata: at(
    "Bob",
    own.set_metadata({ owner: { type: "Proposal", value: last }, maybe_hash: toHex(blake2b256(text)) }),
    (ledger) => {
      proposals(ledger, 1);
      ledger.run("Bob", callsOf(preimage).note_preimage({ bytes: text }));
    },
  ),
  release_deposits: counted(
    "deposits",
    [0, maxDeposits],
    "Alice",
    own.release_deposits({ prop_index: last }),
    (ledger, deposits) => {
      proposals(ledger, deposits);
      const { publicProps } = ledger.of(democracy);
      publicProps.put(publicProps.get().filter(([each]) => each !== last));
    },
  ),
};

/** Of what the network decides by votes of all. */
export const referendumBenchmarks = { Democracy: ofDemocracy };
