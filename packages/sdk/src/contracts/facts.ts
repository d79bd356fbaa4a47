import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import type { CertifiedHead } from "@pha/light-client";
import {
  attestation,
  type Cluster,
  type Contract,
  clusters,
  contracts,
  type Rules,
  type Worker,
} from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/** What the ledger says, proven at one certified header, about a contract and the worker that answered for it. */
export interface Facts {
  readonly head: CertifiedHead;
  readonly contract: Contract | undefined;
  readonly cluster: Cluster | undefined;
  readonly worker: Worker | undefined;
  /** Which programs and platforms count. */
  readonly rules: Rules;
}

/**
 * Refuses a contract that executes nothing.
 *
 * @throws `sdk.ContractBroken`, `sdk.ContractHalted`
 */
export function expectSound(contract: Hex, { broken, halted }: Contract): void {
  if (broken) throw errors.ContractBroken({ contract, reason: broken.code, message: broken.message || undefined });
  if (halted) throw errors.ContractHalted({ contract });
}

/**
 * Refuses a contract whose code may be replaced by whom the client does not trust with that.
 *
 * @throws `sdk.UpgradableBy`
 */
export function expectPolicy(
  contract: Hex,
  { life: { upgrades } }: Contract,
  most: "never" | "governance" | undefined,
): void {
  const { type } = upgrades;
  const accepted = most === undefined || type === "Never" || (type === "Governance" && most === "governance");
  if (!accepted) throw errors.UpgradableBy({ contract, by: type.toLowerCase(), most });
}

/** Reads the facts; a function for `FinalizedView.read`. */
export const readFacts =
  (contractId: Hex, worker: Hex) =>
  (state: StateView, head: CertifiedHead): Facts => {
    const { workers, policy, platforms } = readState(attestation, state);
    const contract = readState(contracts, state).contracts.get(contractId);
    return {
      head,
      contract,
      cluster: contract && readState(clusters, state).clusters.get(contract.cluster),
      worker: workers.get(worker),
      rules: { policy: policy.get(), platforms: platforms.get() },
    };
  };
