import type { CodedError } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Measure, Motion } from "./measures.ts";
import { foresee, isOfCall } from "./rehearse.ts";

/**
 * Why the call of an open motion would fail if its ayes had it dispatched now. Nothing where it would not, where the motion
 * cannot pass any more, or where the network's runtime does not know the call.
 */
export async function failureOf(
  network: Network,
  { body, threshold, seats, outcome, stored }: Motion,
): Promise<CodedError | undefined> {
  if (!stored.call || outcome?.passes === false) return undefined;
  try {
    await foresee(network, stored.call, { body, ayes: outcome?.yes ?? threshold, seats });
    return undefined;
  } catch (error) {
    if (isOfCall(error)) return error;
    if (transactionErrors.Undecodable.is(error)) return undefined;
    throw error;
  }
}

/** The same of all motions among some measures: by what they are. One is asked for after the other. */
export async function failuresOf(
  network: Network,
  measures: readonly Measure[],
): Promise<ReadonlyMap<Measure, CodedError>> {
  const failures = new Map<Measure, CodedError>();
  for (const measure of measures) {
    const failure = measure.type === "motion" ? await failureOf(network, measure) : undefined;
    if (failure) failures.set(measure, failure);
  }
  return failures;
}

/** Which error, and what it says. */
export const failureText = ({ code, doc }: CodedError): string => `${code} (${doc})`;
