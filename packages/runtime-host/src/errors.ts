import { defineErrors } from "@pha/codec";

/** Why code is no runtime. */
export const errors = defineErrors("runtime-host", {
  NotSelfContained: {
    index: 0,
    kind: "invalid",
    doc: "A runtime is one module that imports nothing, has nothing async and one export, instantiate.",
  },
  Unloadable: { index: 1, kind: "invalid", doc: "The code does not load as a runtime." },
});
