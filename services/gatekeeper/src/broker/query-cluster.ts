import { serviceErrors } from "@pha/api";
import { CodedError, type Hex, Recent } from "@pha/codec";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";

/** An encrypted query and the contract it is for. */
export interface EncryptedQuery {
  readonly contract: Hex;
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
}

/** Clusters of contracts that are remembered, since contracts never move; when full, all are looked up anew. */
const maxKnown = 10_000;

/** Sends a query to any one worker of the contract's cluster and returns its sealed answer. */
export type QueryCluster = (query: EncryptedQuery) => Promise<Uint8Array>;

/**
 * Makes the broker: NATS gives each query to one worker of the cluster. When that one is lost or cannot serve just now,
 * the query, which is repeatable, goes once more.
 *
 * @throws `gatekeeper.UnknownContract`; what the worker refuses with; `gatekeeper.NoWorker` when nobody serves
 */
export function makeBroker(bus: Bus): QueryCluster {
  const known = new Recent<Hex, number>(maxKnown);

  async function clusterOf(contract: Hex): Promise<number> {
    const cluster = known.get(contract);
    if (cluster !== undefined) return cluster;
    const record = await readLedger(bus, (state) => readState(contracts, state).contracts.get(contract));
    if (!record) throw errors.UnknownContract({ contract });
    known.set(contract, record.cluster);
    return record.cluster;
  }

  return async (query) => {
    const at = { cluster: String(await clusterOf(query.contract)) };
    try {
      return await bus.request(subjects.query, at, query);
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind !== "unavailable") throw error;
      if (serviceErrors.BusNoResponders.is(error)) throw errors.NoWorker({ cluster: at.cluster }, error);
      return bus.request(subjects.query, at, query);
    }
  };
}
