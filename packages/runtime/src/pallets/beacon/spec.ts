import { fixedBytes, H256, struct, type TypeOf, u8, u32, u64, vec, versioned } from "@pha/codec";
import { bareCall, definePallet, event, genesisPart, value } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { maxGatekeepers } from "../gatekeepers/spec.ts";

/** A round that is signed. Versioned: others read it. */
export const Signed = versioned({
  round: u64,
  /** Generation of the master key that signed it. */
  generation: u32,
  /** Block in which the last part came. */
  at: u32,
  /** In G1, under the master key and the beacon's own domain tag. */
  signature: fixedBytes(48),
  /** SHA-256 of the signature. */
  seed: H256,
});
export type Signed = TypeOf<typeof Signed>;

/** What members have said of the next round: parts that hold, of one sharing, and who has spoken at all. */
export const Parts = versioned({
  round: u64,
  generation: u32,
  sharing: u32,
  spoken: vec(u8, { max: maxGatekeepers }),
  parts: vec(struct({ index: u8, signature: fixedBytes(48) }), { max: maxGatekeepers }),
});
export type Parts = TypeOf<typeof Parts>;

const usualInterval = 60;

export const beacon = definePallet("Beacon", 17, {
  doc: "Randomness that nobody knows before as many gatekeepers as it takes have signed.",
  /** How many blocks after a round was signed the next one is. */
  genesis: genesisPart(struct({ interval: u32 }), { interval: usualInterval }),
  storage: {
    interval: value(u32, {
      initial: usualInterval,
      doc: "How many blocks after a round was signed the next one is; 0 for none.",
    }),
    last: value(Signed, { doc: "The newest round." }),
    parts: value(Parts, {
      initial: { round: 0n, generation: 0, sharing: 0, spoken: [], parts: [] },
      doc: "Parts of the next round's signature.",
    }),
  },
  calls: {
    sign: bareCall(
      0,
      attestation.origins.Enclave,
      { round: u64, generation: u32, sharing: u32, part: fixedBytes(48) },
      "A member's part of the round that is due, by its share of the sharing in use. One that does not hold is not counted, and the member has spoken.",
    ),
  },
  events: {
    RoundSigned: event(0, { round: u64, seed: H256 }, "A round is signed: its randomness is known from now on."),
    BadPart: event(1, { round: u64, index: u8 }, "A member's part does not hold under its public share."),
  },
  errors: {
    NotMember: { index: 0, kind: "forbidden", doc: "Only members that hold a share of the master key sign rounds." },
    NotDue: { index: 1, kind: "conflict", doc: "Another round is next, or it is not due yet." },
    AlreadySpoken: { index: 2, kind: "conflict", doc: "The member has given its part of this round." },
    OtherSharing: { index: 3, kind: "conflict", doc: "The master key is shared otherwise by now: all speak again." },
  },
});
