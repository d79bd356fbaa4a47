import { type Hex, readState, type StateView } from "@pha/sdk";
import { attestation, computation, stakePools } from "@pha/sdk/pallets";
import type { ViewProps } from "../../shell/lazy.tsx";
import { ProvenRecord } from "./proven-record.tsx";

/** A worker's registration, its pool and its session. */
function readWorker(state: StateView, worker: Hex) {
  const registration = readState(attestation, state).workers.get(worker);
  if (registration === undefined) return undefined;
  const { scores, sessions } = readState(computation, state);
  const pool = readState(stakePools, state).workers.get(worker);
  return { registration, pool, score: scores.get(worker), session: sessions.get(worker) };
}

/** One worker, as the ledger has it. */
export const WorkerView = ({ of: [identity = ""] }: ViewProps) => (
  <ProvenRecord
    title="Worker"
    name={identity}
    read={(state) => readWorker(state, identity as Hex)}
    none="The ledger has no enclave of this identity."
  />
);
