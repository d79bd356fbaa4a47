import { AccountId, bytes, enumeration, H256, option, struct, type TypeOf, tuple, u32, variant } from "@pha/codec";
import { call, configured, definePallet, event, map, newtype, value } from "@pha/frame";
import { maxExtrinsicBytes } from "@pha/limits";
import { Balance } from "../balances/account-data.ts";
import { Figures, usualFigures } from "./figures.ts";

/** What is on hold for the bytes of a preimage. */
const Deposit = newtype(Balance, ["frame_support", "traits", "tokens", "fungible", "HoldConsideration"]);

/** Who pays for the bytes, and how much is on hold for them. */
const Ticket = tuple(AccountId, Deposit);

/** What is known of a preimage. `Requested`: the ledger needs it, so often. */
export const RequestStatus = enumeration(
  {
    Unrequested: variant(0, struct({ ticket: Ticket, len: u32 })),
    Requested: variant(1, struct({ maybe_ticket: option(Ticket), count: u32, maybe_len: option(u32) })),
  },
  { path: ["pallet_preimage", "RequestStatus"] },
);
export type RequestStatus = TypeOf<typeof RequestStatus>;

/** What a preimage is kept under: its BLAKE2b-256 and how long it is. */
const PreimageKey = tuple(H256, u32);

/** An account, or root: `undefined`. */
const noter = configured("noter", option(AccountId));
const manager = configured("manager");

export const preimage = definePallet("Preimage", 13, {
  doc: "Bytes by their hash: encoded calls that are too large for where they are decided on.",
  holdReasons: { Preimage: { index: 0, doc: "Deposit for the bytes of a preimage.", ends: true } },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What is on hold for preimages noted from now on." }),
    requestStatusFor: map(H256, RequestStatus, {
      hasher: "Identity",
      doc: "What is known of a preimage, by its hash.",
    }),
    statusFor: map(H256, RequestStatus, {
      hasher: "Identity",
      doc: "Nothing: what is known of a preimage is in RequestStatusFor. Clients look here too.",
    }),
    preimageFor: map(PreimageKey, bytes({ max: maxExtrinsicBytes }), {
      hasher: "Identity",
      doc: "Preimages by hash and length.",
    }),
  },
  calls: {
    note_preimage: call(
      0,
      noter,
      { bytes: bytes({ max: maxExtrinsicBytes }) },
      "Keeps bytes under their BLAKE2b-256, against a deposit unless they are requested. What root notes counts as requested.",
    ),
    unnote_preimage: call(
      1,
      noter,
      { hash: H256 },
      "Takes bytes back that the caller noted: the deposit returns; the bytes stay while they are requested.",
    ),
    request_preimage: call(2, manager, { hash: H256 }, "Asks for a preimage: whoever notes it then needs no deposit."),
    unrequest_preimage: call(
      3,
      manager,
      { hash: H256 },
      "Takes back one request; with the last one bytes go that nobody has a deposit for.",
    ),
  },
  events: {
    Noted: event(0, { hash: H256 }, "A preimage was noted."),
    Requested: event(1, { hash: H256 }, "A preimage was requested."),
    Cleared: event(2, { hash: H256 }, "A preimage was removed."),
  },
  errors: {
    AlreadyNoted: { index: 1, kind: "conflict", doc: "Somebody has noted this preimage already." },
    NotAuthorized: { index: 2, kind: "forbidden", doc: "Only who noted a preimage takes it back." },
    NotNoted: { index: 3, kind: "not-found", doc: "Nobody has noted or requested this preimage." },
    NotRequested: { index: 5, kind: "not-found", doc: "Nothing requests this preimage." },
  },
});
