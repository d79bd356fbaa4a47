import { blocksUntil, type CarryContext, carry } from "../../carry-rules.ts";
import { type OpenTip, tips } from "./spec.ts";

/** A countdown has as many blocks left as before. */
const goesOn = (tip: OpenTip, context: CarryContext): OpenTip => ({
  ...tip,
  closes: tip.closes === undefined ? undefined : blocksUntil(tip.closes, context),
});

export const tipsCarryOver = carry(tips, { tips: goesOn });
