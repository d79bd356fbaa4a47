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
  UnknownEvent: { index: 20, kind: "not-found", doc: "No pallet has this event; /v1/metadata lists them." },
});
