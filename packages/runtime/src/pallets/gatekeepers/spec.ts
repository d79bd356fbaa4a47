import {
  appended,
  bool,
  bytes,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  u8,
  u32,
  variant,
  vec,
  versioned,
} from "@pha/codec";
import { bareCall, call, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";

/** At most this many gatekeepers. */
export const maxGatekeepers = 16;

/** How many windows must have passed since the key was shared before a member may ask for it to be shared anew. */
export const windowsBeforeAsking = 5;

/** Generations of the master key that are not over, at most: gatekeepers keep their shares of each. */
export const maxGenerations = 16;

/** A gatekeeper and its number, from 1, at which the shared polynomial gives its share. */
export const Member = struct({ identity: H256, index: u8 });
export type Member = TypeOf<typeof Member>;

const sharing = { generation: u32, round: u32 };

/**
 * One way in which a master key is shared: the round of key generation that made it. Rounds of a generation count on,
 * whether they begin its key or share it anew, so what a round left behind stays readable for ever.
 */
export const Sharing = struct(sharing);
export type Sharing = TypeOf<typeof Sharing>;

/**
 * With how many gatekeepers the first key is made, how many must act together at least (a majority of more is what
 * `thresholdOf` says), for how many ticks each phase waits, and after how many the key is shared anew (0: never).
 */
export const GatekeeperConfig = versioned(
  { size: u8, threshold: u8, windowTicks: u32 },
  { later: [{ reshareTicks: appended(u32, 7_200) }] },
);
export type Config = TypeOf<typeof GatekeeperConfig>;

const initialConfig = { size: 3, threshold: 2, windowTicks: 60, reshareTicks: 7_200 };

/**
 * A round: waiting for members, collecting round keys, collecting deals, done; between deals and done, receivers check
 * what they were dealt, and dealers of whom one complained answer.
 */
export const Phase = enumeration({
  Waiting: variant(0),
  Keys: variant(1),
  Deals: variant(2),
  Done: variant(3),
  Checks: variant(4),
  Answers: variant(5),
});

const numbers = vec(u8, { max: maxGatekeepers });

export const Dkg = versioned(
  {
    ...sharing,
    phase: Phase,
    /** Tick at which the phase ends for those who are silent; when done, at which the key is shared anew, or 0. */
    deadline: u32,
    /** Numbers of the members that posted a key in this round, and so can receive shares. */
    participants: numbers,
    /** Numbers of those that posted a deal in this round: where a key is shared anew, in the sharing that is left. */
    dealers: numbers,
  },
  {
    later: [
      {
        /** Numbers of the participants that said what they think of the deals. */
        checked: appended(numbers, []),
        /** Numbers of the dealers whose deals do not count, because they or their complaints were wrong. */
        excluded: appended(numbers, []),
        /** Tick at which the phase began. */
        since: appended(u32, 0),
      },
    ],
  },
);
export type Dkg = TypeOf<typeof Dkg>;

const dealFields = {
  /** Commitments to the dealer's polynomial, in G2, lowest coefficient first. */
  commitments: vec(fixedBytes(96), { max: maxGatekeepers }),
  /** One sealed share per participant. */
  shares: vec(struct({ index: u8, enc: fixedBytes(32), ciphertext: bytes({ max: 256 }) }), { max: maxGatekeepers }),
};

/** One dealer's contribution to one round. */
export const Deal = struct(dealFields);
export type Deal = TypeOf<typeof Deal>;

/** A sharing: the generation's public key, and the public share of every member that holds a share. */
export const GroupKey = versioned(
  {
    ...sharing,
    threshold: u8,
    publicKey: fixedBytes(96),
    /** Numbers of the dealers whose deals make the shares. */
    qualified: numbers,
    publicShares: vec(struct({ identity: H256, index: u8, share: fixedBytes(96) }), { max: maxGatekeepers }),
  },
  {
    later: [
      {
        /** Those dealers. */
        dealers: appended(vec(Member, { max: maxGatekeepers }), []),
        /** Round of the sharing whose holders they were, if the key was shared anew: their numbers are of that one. */
        from: appended(option(u32), undefined),
      },
    ],
  },
);
export type GroupKey = TypeOf<typeof GroupKey>;

/** That a receiver's share does not fit what the dealer committed to, as the receiver says. */
const Complaint = struct({ dealer: u8, receiver: u8 });

/** What a gatekeeper did that nobody honest does; deals and round keys of such rounds stay, for whoever checks it. */
export const Fault = enumeration({
  /** It dealt a share of which it could not show that it fits: whether by a wrong share or by silence. */
  UnshownShare: variant(0, struct({ receiver: u8 })),
  /** It complained of a share that fits, as the key shows with which the share was encrypted. */
  FalseComplaint: variant(1, struct({ dealer: u8, key: fixedBytes(32) })),
});
export type Fault = TypeOf<typeof Fault>;

export const gatekeepers = definePallet("Gatekeepers", 9, {
  doc: "Who shares the master key, and how it came to be.",
  genesis: genesisPart(GatekeeperConfig, initialConfig),
  storage: {
    config: value(GatekeeperConfig, { initial: initialConfig, doc: "Size and threshold." }),
    open: value(bool, {
      initial: false,
      doc: "Whether seats go to whoever applies first. Only a development genesis has it so.",
    }),
    members: value(vec(Member, { max: maxGatekeepers }), { initial: [], overflow: "Full", doc: "The gatekeepers." }),
    dkg: value(Dkg, {
      initial: {
        ...{ generation: 0, round: 0, phase: { type: "Waiting" }, deadline: 0, participants: [], dealers: [] },
        ...{ checked: [], excluded: [], since: 0 },
      },
      doc: "How far key generation has come.",
    }),
    roundKeys: map([u32, u32, H256], fixedBytes(32), {
      doc: "HPKE key to which shares are sealed, by generation, round and member: made for one round.",
    }),
    deals: map([u32, u32, H256], Deal, { doc: "Deals by generation, round and member." }),
    complaints: value(vec(Complaint, { max: maxGatekeepers * maxGatekeepers }), {
      initial: [],
      overflow: "AlreadyPosted",
      doc: "Complaints of this round that no dealer has answered.",
    }),
    faults: map([u32, u32, H256], Fault, { doc: "Faults by generation, round and gatekeeper; of each the first." }),
    sharing: value(Sharing, { doc: "The sharing in use, once there is a master key." }),
    groupKeys: map([u32, u32], GroupKey, { doc: "Sharings by generation and round." }),
    older: map(u32, u32, {
      doc: "Of generations before the one in use, the round that shared each last: it is shared anew no more.",
    }),
    madeAt: value(u32, { initial: 0, doc: "Tick at which the generation in use was made." }),
    left: map(H256, struct({ generation: u32, tick: u32 }), {
      doc: "When who has no seat any more lost it last: the tick, and the generation of the master key that was in use.",
    }),
    ended: value(u32, { initial: 0, doc: "Generations below this one are over, whatever needed them." }),
  },
  calls: {
    apply: call(
      0,
      "signed",
      { identity: H256 },
      "Makes a registered gatekeeper enclave of the caller a member, while there is room and seats are open.",
    ),
    dkg_key: bareCall(
      1,
      attestation.origins.Enclave,
      { ...sharing, key: fixedBytes(32) },
      "Posts a member's key for this round.",
    ),
    dkg_deal: bareCall(
      2,
      attestation.origins.Enclave,
      { ...sharing, ...dealFields },
      "Posts a member's deal for this round.",
    ),
    appoint: call(
      3,
      "root",
      { identity: H256 },
      "Makes a registered gatekeeper enclave a member, whoever operates it, while there is room.",
      { operational: true },
    ),
    dkg_check: bareCall(
      4,
      attestation.origins.Enclave,
      { ...sharing, bad: numbers },
      "Says of which dealers a participant was dealt a share that does not fit their commitments: of none, if all is well.",
    ),
    dkg_answer: bareCall(
      5,
      attestation.origins.Enclave,
      { ...sharing, receiver: u8, key: fixedBytes(32) },
      "Answers a complaint by the key with which the share was encrypted: it shows which of the two is wrong.",
    ),
    dkg_ask: bareCall(
      6,
      attestation.origins.Enclave,
      sharing,
      "Asks, as a member without a share of this sharing, that the key be shared anew.",
    ),
    leave: call(7, "signed", { identity: H256 }, "Gives up the seat of a gatekeeper of the caller."),
    remove: call(8, "root", { identity: H256 }, "Takes a gatekeeper's seat.", { operational: true }),
    set_times: call(
      9,
      "root",
      { window_ticks: u32, reshare_ticks: u32 },
      "Says for how many ticks each phase waits for the silent, and after how many the key is shared anew; 0: never.",
      { operational: true },
    ),
    renew: call(
      10,
      "root",
      {},
      "Starts another generation, a new master key, beside the one in use: once it is made, contracts go over to it.",
      { operational: true },
    ),
    end_generation: call(
      11,
      "root",
      { generation: u32 },
      "Ends a generation before the one in use, and all before it: gatekeepers erase their shares, whatever still needs them.",
      { operational: true },
    ),
  },
  events: {
    MemberJoined: event(0, { identity: H256, index: u8 }, "A gatekeeper joined."),
    RoundStarted: event(1, sharing, "Members post their round keys now."),
    KeyPosted: event(2, { identity: H256 }, "A member posted its round key."),
    DealingStarted: event(3, { participants: vec(u8, { max: maxGatekeepers }) }, "Participants post their deals now."),
    DealPosted: event(4, { identity: H256 }, "A member posted its deal."),
    DealerDropped: event(5, { index: u8 }, "A member did not post in time; the key is made without it."),
    GroupKeyMade: event(6, { ...sharing, publicKey: fixedBytes(96) }, "There is a master key now."),
    CheckingStarted: event(7, { dealers: numbers }, "Participants check what these have dealt."),
    ComplaintPosted: event(8, { dealer: u8, receiver: u8 }, "A participant complained of the share it was dealt."),
    Faulted: event(9, { identity: H256, fault: Fault }, "A gatekeeper is proven wrong; its deal does not count."),
    KeyReshared: event(10, { ...sharing, threshold: u8 }, "The master key is shared anew: older shares are of no use."),
    MemberLeft: event(11, { identity: H256, index: u8 }, "A gatekeeper has no seat any more."),
    TimesSet: event(13, { windowTicks: u32, reshareTicks: u32 }, "Phases wait, and the key lasts, for so long."),
    GenerationEnded: event(14, { generation: u32 }, "A generation and all before it are over."),
    ShareAsked: event(12, { identity: H256 }, "A gatekeeper has no share and asked for one."),
  },
  errors: {
    NotGatekeeper: {
      index: 0,
      kind: "forbidden",
      doc: "The identity is not a registered gatekeeper, or not of this operator.",
    },
    AlreadyMember: { index: 1, kind: "conflict", doc: "The gatekeeper is a member already." },
    Full: { index: 2, kind: "limit", doc: "There are as many gatekeepers as there are to be." },
    NotMember: { index: 3, kind: "forbidden", doc: "Only members, and in a round only participants, may do this." },
    WrongPhase: { index: 4, kind: "conflict", doc: "Key generation is at another phase or round." },
    AlreadyPosted: { index: 5, kind: "conflict", doc: "The member has posted this already." },
    NotOpen: { index: 7, kind: "forbidden", doc: "Seats are not for whoever asks first: root appoints gatekeepers." },
    BadKey: { index: 8, kind: "invalid", doc: "The round key is no key: nothing can be encrypted to it." },
    NotAccused: { index: 9, kind: "conflict", doc: "Nobody complained of this share, or it was answered." },
    TooFew: { index: 10, kind: "limit", doc: "Two gatekeepers are the fewest." },
    TooSoon: { index: 11, kind: "unavailable", doc: "The key was shared a moment ago, or is being shared; ask later." },
    NoWindow: { index: 12, kind: "invalid", doc: "A phase waits for one tick at least." },
    TooManyGenerations: {
      index: 13,
      kind: "limit",
      doc: "Sixteen generations are not over: end the oldest before another one is made.",
    },
    NotOlder: {
      index: 14,
      kind: "invalid",
      doc: "Only a generation before the one in use, not over yet, can be ended.",
    },
    BadDeal: { index: 6, kind: "invalid", doc: "The deal is malformed: commitments, receivers or points." },
  },
});
