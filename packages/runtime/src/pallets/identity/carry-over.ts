import { blocksUntil, carry } from "../../carry-rules.ts";
import { identity } from "./spec.ts";

/** What waits has as many blocks left as before. */
export const identityCarryOver = carry(identity, {
  pendingUsernames: ([who, until, provider], context) => [who, blocksUntil(until, context), provider] as const,
  unbindingUsernames: blocksUntil,
});
