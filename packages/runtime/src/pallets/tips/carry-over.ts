import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { type OpenTip, tips } from "./spec.ts";

/** Blocks of the new network begin anew: a countdown has as many left as before. */
const goesOn = (tip: OpenTip, { state }: CarryContext): OpenTip => {
  const closes = tip.closes === undefined ? undefined : Math.max(tip.closes - readState(system, state).number.get(), 0);
  return { ...tip, closes };
};

export const tipsCarryOver = carry(tips, { tips: goesOn });
