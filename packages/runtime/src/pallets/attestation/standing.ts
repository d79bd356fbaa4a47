import type { PlatformPolicy } from "./platforms.ts";
import type { Policy, Worker } from "./spec.ts";

/** Whether an enclave counts now, or why not. */
export type Standing = "valid" | "program-denied" | "platform-denied" | "tcb-denied" | "expired";

/** The ledger's policy: which programs count, and which hardware. */
export interface Rules {
  readonly policy: Policy;
  readonly platforms: PlatformPolicy;
}

/**
 * The one rule by which ledger, gatekeepers, programs and clients tell whether a registered enclave counts. It looks at the
 * policy as it is now, so that what is denied in a block counts from the next one on no more, however many enclaves there are.
 */
export function standingOf({ policy, platforms }: Rules, worker: Worker, nowMs: bigint): Standing {
  const { role, measurement, platform, attestedAtMs } = worker;
  if (!policy.measurements.some((row) => row.role.type === role.type && row.measurement === measurement))
    return "program-denied";
  const { id, hardware } = platform ?? {};
  const isDenied = platforms.denied.some(({ type, value }) => value === (type === "Platform" ? id : hardware?.fmspc));
  if (isDenied) return "platform-denied";
  if (hardware && !isAccepted(platforms, worker)) return "tcb-denied";
  return nowMs > attestedAtMs + policy.maxAgeMs ? "expired" : "valid";
}

/** By the policy of now, with the confidence as the newest quote was appraised: or as low as an advisory makes it now. */
function isAccepted({ statuses, advisories, worstConfidence }: PlatformPolicy, worker: Worker): boolean {
  const hardware = worker.platform?.hardware;
  if (!hardware || !statuses.some(({ type }) => type === hardware.status.type)) return false;
  const lowered = worker.confidence === 3 && hardware.advisories.some((advisory) => !advisories.includes(advisory));
  return (lowered ? 4 : worker.confidence) <= worstConfidence;
}
