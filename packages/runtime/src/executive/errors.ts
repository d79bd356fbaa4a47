import { defineErrors } from "@pha/codec";

/** Errors of executing blocks and runtime APIs. */
export const errors = defineErrors("runtime", {
  BadTime: { index: 0, kind: "invalid", doc: "A block's time must be above its parent's." },
  BadEpoch: { index: 1, kind: "invalid", doc: "A block's authoring epoch must not be below its parent's." },
  UnknownApi: { index: 2, kind: "not-found", doc: "The runtime has no API function of this name." },
  BadGenesis: { index: 3, kind: "invalid", doc: "The chain spec contradicts itself." },
});
