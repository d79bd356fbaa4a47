import { AccountId, bytes, enumeration, fixedBytes, H256, option, struct, type TypeOf, u64, variant } from "@pha/codec";
import { call, constant, definePallet, event, list, map, Weight } from "@pha/frame";
import { maxMessageBytes } from "@pha/light-client";
import { MultiAsset, MultiLocation } from "../../xcm/location.ts";
import { Balance } from "../balances/account-data.ts";
import { InboundProof } from "../lanes/spec.ts";

/** How long a large amount waits after it was announced, and for how long only the recipient can claim. */
export const delayMs = 43_200_000n;
export const claimMs = 30n * 86_400_000n;

const party = fixedBytes(32);
const id = H256;
const lane = H256;
const resource = H256;

/** What left: whose it was, and whether it came back. `arrival`: the message that brought what goes on with this one. */
export const Sent = struct({
  ...{ lane, nonce: u64, resource, amount: Balance, fee: Balance, sender: AccountId, recipient: party },
  deadlineMs: u64,
  arrival: option(H256),
  state: enumeration({ Pending: variant(0), Refunded: variant(1) }),
});
export type Sent = TypeOf<typeof Sent>;

/** What became of a message that arrived. */
const Outcome = enumeration({
  Executed: variant(0),
  /** Went on with another message. */
  Forwarded: variant(1, H256),
  /** Waits for its recipient. */
  Claimable: variant(2),
  /** Its recipient did not come for it: it went back with this message. */
  SentBack: variant(3, H256),
});

/** What arrived, for whom, and what became of it. `amount` is without the fee. */
export const Arrived = struct({
  ...{ lane, nonce: u64, resource, amount: Balance, sender: party, recipient: AccountId, atMs: u64 },
  outcome: Outcome,
});
export type Arrived = TypeOf<typeof Arrived>;

const message = bytes({ max: maxMessageBytes });
const shown = { message, proof: InboundProof };

export const xTransfer = definePallet("XTransfer", 40, {
  doc: "Assets to and from other chains: one router, whose way the destination alone decides.",
  storage: {
    sent: map(H256, Sent, { doc: "What left, by its message's id." }),
    sentBy: list(H256, { by: AccountId, doc: "Ids of what an account sent." }),
    arrived: map(H256, Arrived, { doc: "What arrived, by its message's id." }),
    arrivedFor: list(H256, { by: AccountId, doc: "Ids of what arrived for an account." }),
    announced: map(H256, u64, { doc: "When a message with a large amount was announced." }),
    owed: map([H256, H256], Balance, {
      initial: 0n,
      doc: "Of an asset, what the reserve of a lane keeps for those who have not claimed it.",
    }),
  },
  calls: {
    transfer: call(
      0,
      "signed",
      { asset: MultiAsset, dest: MultiLocation, dest_weight: option(Weight) },
      "Sends some of an asset to an account of this or another chain. Of what leaves, the lane's fee is for who brings it there.",
    ),
    deliver: call(
      1,
      "signed",
      { ...shown, reward: AccountId },
      "Brings a message that another ledger committed to. Its fee goes to the account that is named.",
    ),
    expire: call(
      2,
      "signed",
      { ...shown, reward: party },
      "Uses a message up whose deadline is over, and sends its refund back. The fee is paid there, to who is named.",
    ),
    announce: call(3, "signed", shown, "Shows a message whose amount has to wait before it is delivered."),
    claim: call(4, "signed", { id }, "Pays what could not be paid when it arrived, to its recipient; anybody may."),
    send_back: call(5, "signed", { id }, "Sends back what nobody claimed for thirty days; anybody may."),
  },
  events: {
    Withdrawn: event(0, { id, lane, resource, amount: Balance, sender: AccountId }, "Some of an asset left."),
    Deposited: event(1, { id, lane, resource, amount: Balance, recipient: AccountId }, "Some of an asset arrived."),
    Forwarded: event(
      2,
      { id, onward: H256, lane, resource, amount: Balance },
      "What arrived goes on to another chain.",
    ),
    MadeClaimable: event(
      3,
      { id, lane, resource, amount: Balance, recipient: AccountId },
      "What arrived could not be paid, and waits for its recipient.",
    ),
    Claimed: event(4, { id, recipient: AccountId, amount: Balance }, "What waited was paid."),
    Expired: event(5, { id, lane, refund: H256 }, "A message was too late, and its refund left."),
    Refunded: event(6, { id, sender: AccountId, amount: Balance }, "What left came back: it was too late over there."),
    Announced: event(7, { id, lane, fromMs: u64 }, "A large amount may be delivered from this time on."),
    SentBack: event(8, { id, onward: H256 }, "What nobody claimed goes back to who sent it."),
    MovedHere: event(
      9,
      { resource, from: AccountId, to: AccountId, amount: Balance },
      "Some of an asset changed hands here.",
    ),
  },
  errors: {
    NoRoute: {
      index: 0,
      kind: "invalid",
      doc: "No route leads to this destination: an account of this chain, of one that a lane leads to, or beyond it.",
    },
    NotFungible: { index: 1, kind: "invalid", doc: "Only amounts of an asset at a location are transferred." },
    TooLittle: {
      index: 2,
      kind: "invalid",
      doc: "The amount is no more than the fee, or less than an account must have.",
    },
    DustLeft: { index: 3, kind: "conflict", doc: "What would be left is less than an account of the asset must have." },
    Unsupported: { index: 4, kind: "invalid", doc: "A ledger does not carry messages of this kind out." },
    TooLate: { index: 5, kind: "conflict", doc: "The message's deadline is over: it can only expire." },
    NotLate: { index: 6, kind: "conflict", doc: "The message's deadline is not over, or it has none." },
    ReserveShort: {
      index: 7,
      kind: "conflict",
      doc: "The lane's reserve has less: more would come back than ever left by it.",
    },
    MustWait: { index: 8, kind: "unavailable", doc: "So much at once is announced first, and waits half a day." },
    NothingToWait: { index: 9, kind: "conflict", doc: "The amount does not have to wait, or was announced before." },
    UnknownTransfer: { index: 10, kind: "not-found", doc: "Nothing left by this lane under this id." },
    Settled: { index: 11, kind: "conflict", doc: "What left came back already." },
    NotClaimable: { index: 12, kind: "not-found", doc: "Nothing waits under this id." },
    TooSoon: { index: 13, kind: "conflict", doc: "The recipient has thirty days to claim it." },
  },
  constants: {
    DelayMs: constant(u64, delayMs, "How long a large amount waits after it was announced."),
    ClaimMs: constant(u64, claimMs, "For how long what waits can only be claimed, not sent back."),
  },
});
