import {
  AccountId,
  bool,
  errors,
  H256,
  option,
  struct,
  type Type,
  type TypeOf,
  text,
  u32,
  u128,
  vec,
} from "@pha/codec";
import { Certificate, Header, Witness } from "@pha/light-client";
import { json } from "../types.ts";

/** What the network, pallets and their parts are called. */
export const name = text({ max: 128 });

/** A block as answers name it. */
export const Block = struct({ number: u32, hash: H256 });

/** How callers name a block: number, hash, `head` or `finalized`. */
export const BlockId: Type<string> = {
  ...text({ max: 66 }),
  schema: { type: "string", description: "A block's number or hash, head (newest) or finalized (newest certified)." },
};

const twoNumbers = /^(\d{1,9})-(\d{1,9})$/;

/** A place in a listing: a block, and what stands in it. JSON: both numbers, `120-3`. */
const place = (expected: string): Type<{ readonly block: number; readonly place: number }> => ({
  ...text({ max: 21 }),
  read: refuse,
  write: refuse,
  toJson: ({ block, place }) => `${block}-${place}`,
  fromJson(value) {
    const [, block, place] = twoNumbers.exec(String(value)) ?? [];
    if (block === undefined) throw errors.BadJson({ expected });
    return { block: Number(block), place: Number(place) };
  },
  schema: { type: "string", pattern: twoNumbers.source, description: `Expected: ${expected}.` },
});

/** Where a page of a listing begins. */
export const Cursor = place("block-place, the next of the page before, for example 120-3");

/** How many blocks a replica may be behind the one that a client heard a place from. */
export const mostBehind = 64;

/** Where an event stands in the stream of all. */
export const EventId = place("block-index, the id of the last event that came, for example 120-3");

/**
 * What it takes to check values of the state: the values with their multiproof, the header whose state root they are
 * proven against, and the certificate of a quorum of validators for that header.
 */
export const StateProof = struct({ witness: Witness, header: Header, certificate: Certificate });
export type StateProof = TypeOf<typeof StateProof>;

export const Event = struct({ index: u32, pallet: name, name, fields: json });
export type Event = TypeOf<typeof Event>;

/** A call that failed. `event` says which: `System.ExtrinsicFailed` the extrinsic's own, others one that it dispatched. */
export const Failure = struct({ event: text({ max: 128 }), error: text({ max: 128 }) });

export const Extrinsic = struct({
  index: u32,
  hash: H256,
  /** Absent: nobody signed it (an inherent, or an enclave's message). */
  signed: option(struct({ signer: AccountId, nonce: u32, tip: u128 })),
  call: struct({ pallet: name, call: name, args: json }),
  /** Whether all was done that it asks for: its call, and every call that this one dispatched. */
  ok: bool,
  /** What failed, and the names of the errors; the last one is the extrinsic's own where that failed. */
  failures: vec(Failure, { max: 1_000_000 }),
  events: vec(Event, { max: 1_000_000 }),
});
export type Extrinsic = TypeOf<typeof Extrinsic>;

function refuse(): never {
  throw errors.BadJson({ expected: "a type that has a SCALE form" });
}
