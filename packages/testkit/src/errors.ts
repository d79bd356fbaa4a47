import { defineErrors } from "@pha/codec";

/** Errors of what tests wait for. */
export const errors = defineErrors("testkit", {
  StillFalse: { index: 0, kind: "unavailable", doc: "A condition did not come true in time." },
  PageSilent: { index: 1, kind: "unavailable", doc: "The page in the browser did not say what came of it." },
});
