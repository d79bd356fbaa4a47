import { defineErrors } from "@pha/codec";

/** Errors of waiting in tests. */
export const errors = defineErrors("testkit", {
  StillFalse: { index: 0, kind: "unavailable", doc: "A condition did not come true in time." },
});
