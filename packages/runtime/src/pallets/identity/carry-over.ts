import { readState } from "@pha/frame";
import { type CarryContext, carry } from "../../carry-rules.ts";
import { system } from "../system/spec.ts";
import { identity } from "./spec.ts";

/** Blocks of the new network begin anew: what waits has as many left as before. */
const left = (until: number, { state }: CarryContext): number =>
  Math.max(until - readState(system, state).number.get(), 0);

export const identityCarryOver = carry(identity, {
  pendingUsernames: ([who, until, provider], context) => [who, left(until, context), provider] as const,
  unbindingUsernames: left,
});
