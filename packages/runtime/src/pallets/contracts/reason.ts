import { struct, type TypeOf, text } from "@pha/codec";
import { reasonLimits } from "./limits.ts";

/** Why a constructor or a migration failed: a code, and words for people. */
export const Reason = struct({
  code: text({ max: reasonLimits.code }),
  message: text({ max: reasonLimits.message }),
});
export type Reason = TypeOf<typeof Reason>;
