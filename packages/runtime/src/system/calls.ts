import { toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { errors, implement } from "@pha/frame";
import { system } from "./spec.ts";

export const systemCalls = implement(system, {
  remark({ origin }) {
    if (origin.type !== "Signed" && origin.type !== "Root") throw errors.BadOrigin({ given: origin.type });
  },

  remark_with_event({ caller, emit }, { remark }) {
    emit.Remarked({ sender: caller, hash: toHex(blake2b256(remark)) });
  },
});
