import { defineErrors } from "@pha/codec";

/** Errors of making and deploying the contracts. What the contracts themselves refuse is in their ABI. */
export const errors = defineErrors("solidity", {
  NotCompiled: { index: 0, kind: "invalid", doc: "The compiler has something to say about the contracts: see what." },
});
