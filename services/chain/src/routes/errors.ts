import { defineErrors } from "@pha/codec";

/** What a caller of the REST face can get wrong, besides what the codec, the pool and the runtime say. */
export const errors = defineErrors("chain-api", {
  BadBlockId: { index: 0, kind: "invalid", doc: "A block is named by its number, its hash, head or finalized." },
  NotCertified: { index: 1, kind: "not-found", doc: "The block has no finality certificate (yet); genesis has none." },
  ExtrinsicNotFound: { index: 2, kind: "not-found", doc: "No block holds an extrinsic of this hash." },
  TransactionNotFound: { index: 3, kind: "not-found", doc: "No extrinsic of this hash was accepted." },
  UnknownCall: { index: 4, kind: "not-found", doc: "No pallet has this call; /v1/metadata lists them." },
  BadSubmission: {
    index: 5,
    kind: "invalid",
    doc: "Send either extrinsic, or unsigned (as /v1/calls returned it) together with signature.",
  },
  MetadataVersion: { index: 6, kind: "not-found", doc: "Metadata comes in versions 14, 15 and 16." },
  DevelopmentOnly: { index: 7, kind: "forbidden", doc: "This works on a development network only." },
  NoSuchKey: { index: 8, kind: "invalid", doc: "A development account is named by //Name, for example //Alice." },
  UnknownEvent: { index: 20, kind: "not-found", doc: "No pallet has this event; /v1/metadata lists them." },
  NeedsInstantFinality: {
    index: 30,
    kind: "forbidden",
    doc: "Validators check the clock, and what they certified stays. Start the chain alone: npm start -- --chain-only.",
  },
  NoSuchSnapshot: {
    index: 33,
    kind: "not-found",
    doc: "No snapshot has this id: it was reverted to, or past, or the chain has been started since.",
  },
  NotLater: { index: 31, kind: "conflict", doc: "Time goes forward only, and not beyond the year 9999." },
  NoSudo: { index: 32, kind: "forbidden", doc: "No development account has root authority on this network." },
});
