import { defineErrors } from "@pha/codec";

export const errors = defineErrors("balancer", {
  NoBackend: { index: 0, kind: "unavailable", doc: "No chain replica can be reached; try again in a moment." },
  BackendLost: {
    index: 1,
    kind: "unavailable",
    status: 502,
    doc: "The chain replica was lost before it answered. It may have done what was asked: look before asking again.",
  },
});
