import { defineErrors } from "@pha/codec";

/** Why the chain does not take an extrinsic, answer, or start. */
export const errors = defineErrors("chain", {
  AlreadyKnown: { index: 0, kind: "conflict", doc: "This extrinsic has been accepted before; ask for its status." },
  PriorityTooLow: {
    index: 1,
    kind: "conflict",
    doc: "Another extrinsic of this sender and nonce is waiting; replacing it takes a tip a tenth higher.",
  },
  PoolFull: { index: 2, kind: "limit", doc: "The pool is full; send a higher tip, or try again in a few blocks." },
  GenesisMismatch: {
    index: 4,
    kind: "conflict",
    doc: "The database holds another network. Start with the spec and code it was made with, or with an empty database.",
  },
  NotTheAuthor: {
    index: 5,
    kind: "unavailable",
    doc: "Another replica of the chain authors at the moment, and only that one can do this; ask it.",
  },
  Fenced: { index: 6, kind: "unavailable", doc: "Another author has taken over; nothing was written." },
  BlockNotFound: { index: 8, kind: "not-found", doc: "No such block; /v1/blocks lists the newest." },
  StateNotKept: {
    index: 9,
    kind: "not-found",
    doc: "The state of this block is not kept any more: only that of genesis, and of blocks from oldest on.",
  },
  NotAnAuthor: { index: 10, kind: "invalid", doc: "CHAIN_AUTHOR_KEY is not the author registered on the ledger." },
  StateCorrupt: {
    index: 11,
    kind: "unavailable",
    status: 500,
    doc: "The database lacks pages of the state tree. Restore it from a backup.",
  },
  BlockDiffers: {
    index: 12,
    kind: "conflict",
    doc: "Running a certified block again gives another one: another runtime, or a damaged database.",
  },
  TemporarilyBanned: {
    index: 20,
    kind: "conflict",
    doc: "This extrinsic was accepted and then found invalid; it is not looked at again for half an hour.",
  },
  AccountFull: {
    index: 21,
    kind: "limit",
    doc: "What the account has waiting takes as much memory as it may; wait for a block.",
  },
  CodeNotFound: { index: 30, kind: "not-found", doc: "No state has named code of this SHA-256." },
  ReplayDiffers: {
    index: 31,
    kind: "conflict",
    doc: "Executing the block again gives another header than the one that is stored.",
  },
  NotAlone: {
    index: 32,
    kind: "invalid",
    doc: "CHAIN_INSTANT_FINALITY is for a development network whose only validator is the first of the published ones.",
  },
  NotSealed: { index: 33, kind: "unavailable", doc: "No block could be sealed yet; finality or Postgres is behind." },
  OtherHistory: {
    index: 34,
    kind: "conflict",
    doc: "The database has lost finalized blocks since this process started: it was replaced. Start the process again.",
  },
  NotFinal: {
    index: 40,
    kind: "not-found",
    doc: "Only the state of a finalized block can be exported.",
  },
  ExportTaken: {
    index: 41,
    kind: "conflict",
    doc: "There is something where the export is to be written; name a new folder.",
  },
  BadArguments: { index: 42, kind: "invalid", doc: "The arguments are not usable; --help shows them." },
});

/** What a caller of the REST face can get wrong, besides what the codec, the pool and the runtime say. */
export const apiErrors = defineErrors("chain-api", {
  BadBlockId: { index: 0, kind: "invalid", doc: "A block is named by its number, its hash, head or finalized." },
  NotCertified: {
    index: 1,
    kind: "not-found",
    doc: "The block has no finality certificate (yet); genesis has none, and /v1/finality/finalized is the newest.",
  },
  ExtrinsicNotFound: {
    index: 2,
    kind: "not-found",
    doc: "No block holds an extrinsic of this hash; /v1/blocks/:block has those of a block.",
  },
  TransactionNotFound: {
    index: 3,
    kind: "not-found",
    doc: "No extrinsic of this hash was accepted; /v1/accounts/:address/history lists those of an account.",
  },
  UnknownCall: { index: 4, kind: "not-found", doc: "No pallet has this call; /v1/metadata lists them." },
  BadSubmission: {
    index: 5,
    kind: "invalid",
    doc: "Send either extrinsic, or unsigned (as /v1/calls returned it) together with signature.",
  },
  MetadataVersion: { index: 6, kind: "not-found", doc: "Metadata comes in versions 14, 15 and 16." },
  CodeNotRehearsed: {
    index: 7,
    kind: "forbidden",
    doc: "A call that brings the ledger new code is not rehearsed: nobody has the chain load code before it is decided.",
  },
  UnknownEvent: { index: 20, kind: "not-found", doc: "No pallet has this event; /v1/metadata lists them." },
  PlaceNotFound: {
    index: 21,
    kind: "not-found",
    doc: "The chain does not have the block that Last-Event-ID names: the stream cannot go on there. Begin anew with from; /v1/blocks/finalized is the newest.",
  },
  HistoryTooLong: {
    index: 22,
    kind: "limit",
    doc: "One stream reads so many past blocks. Go on with another, from the block that is named.",
  },
});

/** Why a shortcut of development is refused. */
export const devErrors = defineErrors("chain-dev", {
  DevelopmentOnly: { index: 0, kind: "forbidden", doc: "This works on a development network only." },
  NoSuchKey: { index: 1, kind: "invalid", doc: "A development account is named by //Name, for example //Alice." },
  NeedsInstantFinality: {
    index: 2,
    kind: "forbidden",
    doc: "Validators check the clock, and what they certified stays. Start the chain alone: npm start -- --chain-only.",
  },
  NoSuchSnapshot: {
    index: 3,
    kind: "not-found",
    doc: "No snapshot has this id: it was reverted to, or past, or the chain has been started since.",
  },
  NotLater: { index: 4, kind: "conflict", doc: "Time goes forward only, and not beyond the year 9999." },
  NoSudo: { index: 5, kind: "forbidden", doc: "No development account has root authority on this network." },
  FaucetTooLow: {
    index: 6,
    kind: "conflict",
    doc: "The account that pays for the faucet does not have so much to give. Ask for less, or set the balance that you need.",
  },
});
