import { AccountId, bool, bytes, H256, option, struct, type TypeOf, u8, u32, u64, vec } from "@pha/codec";
import { call, configured, constant, definePallet, event, indexedMap, list, map } from "@pha/frame";
import { maxMessageBytes } from "@pha/light-client";
import { Destination, Lane, Peer } from "./lane.ts";

/** A message's way to a root that was accepted of its ledger at a height: `listProof` of the list's first `count`. */
export const InboundProof = struct({ number: u32, count: u32, place: u32, siblings: vec(H256, { max: 32 }) });
export type InboundProof = TypeOf<typeof InboundProof>;

/** Most lanes there may ever be: one that is closed stays, because what left by it may come back. */
export const maxLanes = 256;

/** A message stays good for an hour to a month. */
export const lifetimes = { min: 3_600_000n, max: 31n * 86_400_000n } as const;

const lane = H256;

export const lanes = definePallet("Lanes", 41, {
  doc: "Ways to other chains: one list of all messages that ever left, and which of those that arrive are used up.",
  storage: {
    lanes: indexedMap(H256, Lane, { max: maxLanes, overflow: "TooManyLanes", doc: "Lanes by name." }),
    open: map(Destination, H256, { doc: "The open lane to a chain." }),
    messages: list(bytes({ max: maxMessageBytes }), { doc: "Every message that left, by its place in the list." }),
    places: map(H256, u32, { doc: "Place of a message in the list, by its id." }),
    nodes: map([u8, u32], H256, {
      hasher: "Twox64Concat",
      doc: "Hashes of the list's full subtrees, by height and position: whoever proves a message needs a few.",
    }),
    used: map([H256, u64], H256, {
      doc: "Nonces of a lane that arrived and are used up: bit n modulo 256 of word n / 256, the lowest bit first.",
    }),
  },
  calls: {
    open: call(
      0,
      "root",
      { peer: Peer, lifetimeMs: u64 },
      "Opens a lane to a chain to which none is open. The treasury keeps its reserve account alive.",
    ),
    close: call(1, "root", { lane }, "Lets no transfer leave or arrive by a lane any more."),
    pause: call(
      2,
      configured("guardian", option(AccountId)),
      { lane, inbound: bool, outbound: bool },
      "Stops transfers of a lane, those that arrive or those that leave, as the guardian or root.",
    ),
    resume: call(3, "root", { lane, inbound: bool, outbound: bool }, "Lets transfers of a lane through again."),
    control: call(
      4,
      "root",
      { lane, command: u8, parameters: bytes({ max: 1_024 }) },
      "Tells a gateway one of the commands that it knows.",
    ),
  },
  events: {
    Opened: event(0, { lane, peer: Peer, reserve: AccountId }, "A lane was opened."),
    Closed: event(1, { lane }, "A lane was closed."),
    Paused: event(2, { lane, inbound: bool, outbound: bool }, "Transfers of a lane are stopped."),
    Resumed: event(3, { lane, inbound: bool, outbound: bool }, "Transfers of a lane go through again."),
    Queued: event(4, { lane, nonce: u64, place: u32, id: H256 }, "A message left."),
    NonceUsed: event(5, { lane, nonce: u64, id: H256 }, "A message that arrived is used up."),
  },
  errors: {
    UnknownLane: { index: 0, kind: "not-found", doc: "There is no such lane." },
    LaneOpen: { index: 1, kind: "conflict", doc: "A lane to this chain is open, or was opened before." },
    LaneClosed: { index: 2, kind: "conflict", doc: "The lane is closed." },
    LanePaused: { index: 3, kind: "unavailable", doc: "Transfers of this lane are stopped in this direction." },
    TooManyLanes: { index: 4, kind: "limit", doc: "There are at most 256 lanes." },
    BadLifetime: { index: 5, kind: "invalid", doc: "Messages are good for an hour to 31 days." },
    NotGateway: { index: 6, kind: "invalid", doc: "Only gateways on EVM chains are told commands." },
    NotGuardian: { index: 7, kind: "forbidden", doc: "Only the guardian may do this, or root." },
    OwnChain: { index: 8, kind: "invalid", doc: "A lane leads to another chain." },
    BadMessage: { index: 9, kind: "invalid", doc: "The bytes are no message between chains." },
    WrongEnvelope: {
      index: 10,
      kind: "invalid",
      doc: "The message is from or for another chain, bound to another contract, or its nonce is 0.",
    },
    NotProven: { index: 11, kind: "invalid", doc: "The proof does not lead from the message to the accepted root." },
    Used: { index: 12, kind: "conflict", doc: "The message arrived before, or has expired: its nonce is used up." },
    NotLedger: {
      index: 13,
      kind: "invalid",
      doc: "What a gateway sends is not proven by a ledger's finality.",
    },
  },
  constants: {
    MaxLanes: constant(u32, maxLanes, "Most lanes there may ever be."),
  },
});
