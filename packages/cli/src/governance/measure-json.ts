import type { AccountId, CodedError } from "@pha/codec";
import type { Network } from "@pha/sdk";
import { addressOf } from "../context.ts";
import { callJson } from "./call-text.ts";
import type { Measure } from "./measures.ts";
import { nameOf } from "./next-steps.ts";

/**
 * A measure as programs read it: accounts as this network writes them, amounts in plancks.
 *
 * @param failure - why a motion's call would fail now
 */
export function measureJson(
  measure: Measure,
  network: Network,
  failure?: CodedError,
): Readonly<Record<string, unknown>> {
  const { stored, ...facts } = measure;
  const accounts = (all: readonly AccountId[]) => all.map((account) => addressOf(network, account));
  const named = { name: nameOf(measure), ...facts, call: callJson(stored, network) };
  if (measure.type === "proposal")
    return {
      ...named,
      proposer: addressOf(network, measure.proposer),
      depositors: accounts(measure.depositors),
    };
  if (measure.type === "motion")
    return { ...named, ayes: accounts(measure.ayes), nays: accounts(measure.nays), wouldFail: failure?.code };
  if (measure.type === "referendum") {
    const { standing, ...others } = measure;
    const { stored: _, ...own } = others;
    return { name: named.name, ...own, ...standing, call: named.call };
  }
  return named;
}
