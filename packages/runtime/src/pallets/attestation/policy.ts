import type { Env } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { maxDenied, type PlatformPolicy } from "./platforms.ts";
import { attestation, type Policy } from "./spec.ts";

const { errors } = attestation;

/** Of two policies whatever both allow: programs that are in both, the shorter age. */
export function meetPolicies(before: Policy, after: Policy): Policy {
  const wasAllowed = ({ role, measurement }: Policy["measurements"][number]) =>
    before.measurements.some((row) => row.role.type === role.type && row.measurement === measurement);
  const isShorter = after.maxAgeMs < before.maxAgeMs;
  return {
    measurements: after.measurements.filter(wasAllowed),
    maxAgeMs: (isShorter ? after : before).maxAgeMs,
  };
}

/** Whether a policy does not deny this yet. */
const isNewTo =
  ({ denied }: PlatformPolicy) =>
  ({ type, value }: PlatformPolicy["denied"][number]) =>
    !denied.some((row) => row.type === type && row.value === value);

/**
 * Of two policies whatever both accept, and all that either denies.
 *
 * @throws `Attestation.TooManyDenied`
 */
export function meetPlatforms(before: PlatformPolicy, after: PlatformPolicy): PlatformPolicy {
  const denied = [...before.denied, ...after.denied.filter(isNewTo(before))];
  if (denied.length > maxDenied) throw errors.TooManyDenied({ most: maxDenied });
  return {
    statuses: after.statuses.filter(({ type }) => before.statuses.some((status) => status.type === type)),
    advisories: after.advisories.filter((advisory) => before.advisories.includes(advisory)),
    worstConfidence: Math.min(before.worstConfidence, after.worstConfidence),
    denied,
  };
}

/** Whether one policy denies programs that the other allows. */
const deniesPrograms = (before: Policy, after: Policy): boolean =>
  meetPolicies(before, after).measurements.length < before.measurements.length;

/** Whether one policy denies hardware that the other accepts. */
function deniesPlatforms(before: PlatformPolicy, after: PlatformPolicy): boolean {
  return (
    before.statuses.some(({ type }) => !after.statuses.some((status) => status.type === type)) ||
    before.advisories.some((advisory) => !after.advisories.includes(advisory)) ||
    after.worstConfidence < before.worstConfidence ||
    after.denied.some(isNewTo(before))
  );
}

/** What was denied may have keys: no contract is to go on with them. */
function countDenial(env: Env): void {
  const { denials } = env.of(attestation).state;
  denials.put(denials.get() + 1);
}

/** Puts what a new policy denies into force now, and what it allows when its delay is over. The newest one counts. */
export function changePolicy(env: Env, policy: Policy): void {
  const { state, emit } = env.of(attestation);
  const delay = state.policyDelay.get();
  if (deniesPrograms(state.policy.get(), policy)) countDenial(env);
  state.policy.put(delay === 0 ? policy : meetPolicies(state.policy.get(), policy));
  const dueTick = tickOf(env) + delay;
  if (delay > 0) state.pending.put({ ...state.pending.get(), policy: { policy, dueTick } });
  emit.PolicyChanged({});
  if (delay > 0) emit.PolicyPending({ dueTick });
}

/** As {@link changePolicy}, of hardware. */
export function changePlatforms(env: Env, platforms: PlatformPolicy): void {
  const { state, emit } = env.of(attestation);
  const delay = state.policyDelay.get();
  if (deniesPlatforms(state.platforms.get(), platforms)) countDenial(env);
  state.platforms.put(delay === 0 ? platforms : meetPlatforms(state.platforms.get(), platforms));
  const dueTick = tickOf(env) + delay;
  if (delay > 0) state.pending.put({ ...state.pending.get(), platforms: { platforms, dueTick } });
  emit.PlatformsChanged({});
  if (delay > 0) emit.PolicyPending({ dueTick });
}

/** Puts into force what has waited long enough. */
export function enforcePending(env: Env): void {
  const { state, emit } = env.of(attestation);
  const { policy, platforms } = state.pending.get();
  const isDue = (waiting: { readonly dueTick: number } | undefined) => waiting && waiting.dueTick <= tickOf(env);
  if (!isDue(policy) && !isDue(platforms)) return;
  if (policy && isDue(policy)) {
    state.policy.put(policy.policy);
    emit.PolicyChanged({});
  }
  if (platforms && isDue(platforms)) {
    state.platforms.put(platforms.platforms);
    emit.PlatformsChanged({});
  }
  state.pending.put({
    policy: isDue(policy) ? undefined : policy,
    platforms: isDue(platforms) ? undefined : platforms,
  });
}
