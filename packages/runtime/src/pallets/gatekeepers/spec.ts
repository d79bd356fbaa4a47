import {
  bool,
  bytes,
  enumeration,
  fixedBytes,
  H256,
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

/** How many gatekeepers there are to be, how many must act together, and for how many ticks each phase waits. */
export const GatekeeperConfig = versioned({ size: u8, threshold: u8, windowTicks: u32 });

const initialConfig = { size: 3, threshold: 2, windowTicks: 60 };

/** Key generation: waiting for members, collecting round keys, collecting deals, done. */
export const Phase = enumeration({ Waiting: variant(0), Keys: variant(1), Deals: variant(2), Done: variant(3) });

export const Dkg = versioned({
  ...sharing,
  phase: Phase,
  /** Tick at which the phase ends for those who are silent. */
  deadline: u32,
  /** Numbers of the members that posted a key in this round, and so can receive shares. */
  participants: vec(u8, { max: maxGatekeepers }),
  /** Numbers of the members that posted a deal in this round. */
  dealers: vec(u8, { max: maxGatekeepers }),
});
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
export const GroupKey = versioned({
  ...sharing,
  threshold: u8,
  publicKey: fixedBytes(96),
  /** Numbers of the dealers whose deals add up to the key. */
  qualified: vec(u8, { max: maxGatekeepers }),
  publicShares: vec(struct({ identity: H256, index: u8, share: fixedBytes(96) }), { max: maxGatekeepers }),
});
export type GroupKey = TypeOf<typeof GroupKey>;

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
      initial: { generation: 0, round: 0, phase: { type: "Waiting" }, deadline: 0, participants: [], dealers: [] },
      doc: "How far key generation has come.",
    }),
    roundKeys: map([u32, u32, H256], fixedBytes(32), {
      doc: "HPKE key to which shares are sealed, by generation, round and member: made for one round.",
    }),
    deals: map([u32, u32, H256], Deal, { doc: "Deals by generation, round and member." }),
    commitments: value(vec(fixedBytes(96), { max: maxGatekeepers }), {
      initial: [],
      overflow: "BadDeal",
      doc: "Sum of the commitments of this round's deals: the commitment to the group's polynomial.",
    }),
    sharing: value(Sharing, { doc: "The sharing in use, once there is a master key." }),
    groupKeys: map([u32, u32], GroupKey, { doc: "Sharings by generation and round." }),
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
  },
  events: {
    MemberJoined: event(0, { identity: H256, index: u8 }, "A gatekeeper joined."),
    RoundStarted: event(1, sharing, "Members post their round keys now."),
    KeyPosted: event(2, { identity: H256 }, "A member posted its round key."),
    DealingStarted: event(3, { participants: vec(u8, { max: maxGatekeepers }) }, "Participants post their deals now."),
    DealPosted: event(4, { identity: H256 }, "A member posted its deal."),
    DealerDropped: event(5, { index: u8 }, "A member did not post in time; the key is made without it."),
    GroupKeyMade: event(6, { ...sharing, publicKey: fixedBytes(96) }, "There is a master key now."),
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
    BadDeal: { index: 6, kind: "invalid", doc: "The deal is malformed: commitments, receivers or points." },
  },
});
