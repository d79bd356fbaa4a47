import { type Reader, readState, type StateView } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { clusters } from "../clusters/spec.ts";
import { generationInUse } from "../gatekeepers/sharing.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import type { KeyRules } from "./epochs.ts";
import { contracts } from "./spec.ts";

/** What the rules are read from. */
interface Reads {
  readonly contracts: Reader<typeof contracts>;
  readonly attestation: Reader<typeof attestation>;
  readonly gatekeepers: Reader<typeof gatekeepers>;
  readonly clusters: Reader<typeof clusters>;
}

/** By what contracts of a cluster get other keys. */
export const keyRulesOf = (reads: Reads, cluster: number): KeyRules => ({
  keyEpoch: reads.contracts.figures.get().keyEpoch,
  denials: reads.attestation.denials.get() + reads.clusters.removals.get(cluster),
  generation: generationInUse(reads.gatekeepers),
});

/** The same, as a state has it. */
export const keyRulesIn = (view: StateView, cluster: number): KeyRules =>
  keyRulesOf(
    {
      contracts: readState(contracts, view),
      attestation: readState(attestation, view),
      gatekeepers: readState(gatekeepers, view),
      clusters: readState(clusters, view),
    },
    cluster,
  );
