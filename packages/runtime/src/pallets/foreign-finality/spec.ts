import { AccountId, bool, fixedBytes, H256, option, struct, type TypeOf, u8, u32, u64, vec } from "@pha/codec";
import { call, configured, constant, definePallet, event, indexedMap, map, value } from "@pha/frame";
import { Certificate, trustPeriodMs } from "@pha/light-client";

/** Most ledgers whose finality is followed, and how many of the newest roots of each are kept. */
export const maxLedgers = 32;
export const keptRoots = 64;

/** Largest set that is followed: two of its certificates are verified in one call, which has to fit a block. */
export const maxForeignValidators = 128;

/** A set of validators of another ledger, as its announcements name it. */
export const ForeignSet = struct({ id: u64, addresses: vec(fixedBytes(20), { max: maxForeignValidators }) });
export type ForeignSet = TypeOf<typeof ForeignSet>;

const named = { setId: u64, setHash: H256 };

/**
 * What may bring back a ledger that was not heard of for too long: each recovery account's newest word on whom to believe,
 * and the set that enough of them have named, from some time on.
 */
const Thaw = struct({
  words: vec(struct({ who: AccountId, ...named }), { max: 16 }),
  approved: option(struct({ ...named, atMs: u64 })),
});
export type Thaw = TypeOf<typeof Thaw>;

/** Whose word brings a forgotten ledger back: so many of these accounts. */
const Recovery = struct({ accounts: vec(AccountId, { max: 16 }), threshold: u8 });

/** Another ledger: its newest accepted commitment, who signs the next, and how many were accepted. */
export const ForeignLedger = struct({
  number: u32,
  timeMs: u64,
  set: ForeignSet,
  accepted: u64,
  /** Two of its certificates contradict each other: it is believed no more until governance has looked. */
  contradicted: bool,
  /** Up to this height governance has looked: what contradicts itself there is no news. */
  lookedTo: u32,
  recovery: Recovery,
  thaw: option(Thaw),
});
export type ForeignLedger = TypeOf<typeof ForeignLedger>;

/** A set and the blocks that it certifies, both ends included; while it is in office, no end and no time of that. */
const SetOffice = struct({
  from: u32,
  to: option(u32),
  endedMs: option(u64),
  addresses: vec(fixedBytes(20), { max: maxForeignValidators }),
});
export type SetOffice = TypeOf<typeof SetOffice>;

const genesis = H256;
const anyone = "signed";

export const foreignFinality = definePallet("ForeignFinality", 43, {
  doc: "What other ledgers have finalized: whose commitments are believed here, and the newest of them.",
  storage: {
    ledgers: indexedMap(H256, ForeignLedger, {
      max: maxLedgers,
      overflow: "TooManyLedgers",
      doc: "Ledgers whose finality is followed, by genesis hash.",
    }),
    roots: map([H256, u32], H256, { doc: "The cumulative root of messages that a ledger committed to, by height." }),
    heights: map([H256, u32], u32, {
      doc: "Heights of the roots that are kept, in turn: the n-th accepted is at n modulo how many are kept.",
    }),
    sets: map([H256, u64], SetOffice, {
      doc: "Every set of a ledger that was known here, and the blocks of its office.",
    }),
    guardian: value(AccountId, { doc: "Who may pause lanes and object to a recovery, and can undo neither." }),
  },
  calls: {
    follow: call(
      0,
      "root",
      { genesis, set: ForeignSet, number: u32, timeMs: u64, recovery: Recovery },
      "Begins to follow a ledger's finality from a block on.",
    ),
    forget: call(1, "root", { genesis }, "Ends that: nothing of the ledger is believed any more."),
    accept: call(
      2,
      anyone,
      { genesis, certificate: Certificate, nextSet: option(ForeignSet) },
      "Brings a newer commitment of a ledger, and the set that certifies from then on where it is another one; by anybody.",
    ),
    contradict: call(
      3,
      anyone,
      { genesis, one: Certificate, other: Certificate },
      "Shows two certificates of a ledger for two blocks of one height: its lanes are paused by themselves.",
    ),
    absolve: call(
      4,
      "root",
      { genesis },
      "Believes a ledger again whose certificates contradicted each other, from its next commitment on: roots from before count no more, nor do contradictions up to the height that it has come to.",
    ),
    set_guardian: call(5, "root", { guardian: option(AccountId) }, "Names who may pause lanes, or nobody."),
    propose_thaw: call(
      6,
      "signed",
      { genesis, setId: u64, setHash: H256 },
      "Proposes, as one of its recovery accounts, whom to believe of a ledger that was not heard of for too long.",
    ),
    object_thaw: call(
      7,
      configured("objector", option(AccountId)),
      { genesis },
      "Ends such a proposal, as the guardian or root.",
    ),
    thaw: call(8, anyone, { genesis, set: ForeignSet }, "Carries an approved proposal out when its delay is over."),
  },
  events: {
    Followed: event(0, { genesis, setId: u64, number: u32 }, "A ledger's finality is followed."),
    Forgotten: event(1, { genesis }, "A ledger's finality is followed no more."),
    Accepted: event(2, { genesis, number: u32, root: H256 }, "A newer commitment of a ledger was accepted."),
    SetRotated: event(3, { genesis, setId: u64, from: u32 }, "Another set certifies a ledger's blocks."),
    Contradicted: event(
      4,
      { genesis, number: u32, one: H256, other: H256 },
      "A ledger certified two blocks of one height.",
    ),
    Absolved: event(5, { genesis }, "A ledger is believed again."),
    GuardianSet: event(6, { guardian: option(AccountId) }, "Somebody else may pause lanes, or nobody."),
    ThawProposed: event(
      7,
      { genesis, setId: u64, setHash: H256, approvals: u32, atMs: option(u64) },
      "A recovery account approved whom to believe; enough of them did, if there is a time at which it acts.",
    ),
    ThawObjected: event(8, { genesis }, "A recovery was objected to."),
    Thawed: event(9, { genesis, setId: u64 }, "A ledger is followed again, by another set."),
  },
  errors: {
    UnknownLedger: { index: 0, kind: "not-found", doc: "The ledger's finality is not followed here." },
    AlreadyFollowed: { index: 1, kind: "conflict", doc: "The ledger's finality is followed already." },
    TooManyLedgers: { index: 2, kind: "limit", doc: "At most 32 ledgers are followed." },
    UnknownSet: { index: 3, kind: "invalid", doc: "The certificate is not by the set that is in office now." },
    NotNewer: {
      index: 4,
      kind: "conflict",
      doc: "Height and time of the commitment are not above the newest accepted.",
    },
    FromTheFuture: { index: 5, kind: "invalid", doc: "The commitment's time is more than five minutes ahead." },
    Stale: {
      index: 6,
      kind: "conflict",
      doc: "The newest accepted commitment is older than two weeks: validators may have left. Recovery accounts must act.",
    },
    ZeroRoot: { index: 7, kind: "invalid", doc: "A root of zeros is no root." },
    BadSetChange: { index: 8, kind: "invalid", doc: "The next set is not the one that the commitment names." },
    BadValidatorSet: { index: 9, kind: "invalid", doc: "A set that is followed has 1 to 128 distinct addresses." },
    BadSigners: { index: 10, kind: "invalid", doc: "The bitfield does not fit the set or the signatures." },
    ShortQuorum: { index: 11, kind: "invalid", doc: "Fewer signed than a quorum of the set." },
    BadSignature: {
      index: 12,
      kind: "invalid",
      doc: "A signature is not its validator's over this commitment of this ledger.",
    },
    NoContradiction: {
      index: 13,
      kind: "invalid",
      doc: "The certificates are not of two blocks of one height by one known set, in office or not long retired, or governance has looked at that height.",
    },
    NotContradicted: { index: 14, kind: "conflict", doc: "The ledger's certificates do not contradict each other." },
    NotRecovery: { index: 15, kind: "forbidden", doc: "The account is not one of the ledger's recovery accounts." },
    NotStale: { index: 16, kind: "conflict", doc: "The ledger is heard of: there is nothing to recover." },
    NoThaw: {
      index: 17,
      kind: "not-found",
      doc: "No recovery is proposed, or too few approve, or its delay is not over.",
    },
    NotGuardian: { index: 18, kind: "forbidden", doc: "Only the guardian may do this, or root." },
    BadRecovery: {
      index: 19,
      kind: "invalid",
      doc: "Recovery takes at least one of distinct accounts, no more than there are, and the guardian is none of them.",
    },
    Contradicted: {
      index: 20,
      kind: "conflict",
      doc: "Two of the ledger's certificates contradict each other: nothing comes from it before governance has looked.",
    },
    UnknownRoot: { index: 21, kind: "not-found", doc: "No accepted commitment that is still kept has this height." },
  },
  constants: {
    TrustPeriodMs: constant(u64, trustPeriodMs, "After so long without a commitment a ledger is believed no more."),
    KeptRoots: constant(u32, keptRoots, "How many of a ledger's newest roots are kept."),
  },
});
