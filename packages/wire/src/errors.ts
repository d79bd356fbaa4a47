import { defineErrors } from "@pha/codec";

/** Errors of subjects. */
export const errors = defineErrors("wire", {
  BadToken: { index: 0, kind: "invalid", doc: "A subject token is letters, digits, '-' or '_', at most 100 of them." },
});
