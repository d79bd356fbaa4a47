import { serviceErrors } from "@pha/api";
import { CodedError, type Hex, Recent } from "@pha/codec";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { RpcSubject } from "@pha/wire";
import { errors } from "../errors.ts";

/** What any worker of a cluster answers about one contract. */
type ClusterSubject<Q, R> = RpcSubject<`miner.v1.cluster.{cluster}.${string}`, Q, R>;

/** Clusters of contracts that are remembered, since contracts never move; when full, all are looked up anew. */
const maxKnown = 10_000;

/** Asks any one worker of the contract's cluster. */
export type AskCluster = <Q extends { readonly contract: Hex }, R>(
  subject: ClusterSubject<Q, R>,
  request: Q,
) => Promise<R>;

/**
 * Makes the broker: NATS gives each request to one worker of the cluster. When that one says that it cannot serve just
 * now, the request, which is repeatable, goes once more; not when it says nothing, for it may be the request that
 * silenced it.
 *
 * @throws `gatekeeper.UnknownContract`; what the worker refuses with; `gatekeeper.NoWorker` when nobody serves
 */
export function makeBroker(bus: Bus): AskCluster {
  const known = new Recent<Hex, number>(maxKnown);

  async function clusterOf(contract: Hex): Promise<number> {
    const cluster = known.get(contract);
    if (cluster !== undefined) return cluster;
    const record = await readLedger(bus, (state) => readState(contracts, state).contracts.get(contract));
    if (!record) throw errors.UnknownContract({ contract });
    known.set(contract, record.cluster);
    return record.cluster;
  }

  return async (subject, request) => {
    const at = { cluster: String(await clusterOf(request.contract)) };
    try {
      return await bus.request(subject, at, request);
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind !== "unavailable") throw error;
      const isSilent = serviceErrors.BusTimeout.is(error);
      if (isSilent || serviceErrors.BusNoResponders.is(error)) throw errors.NoWorker({ cluster: at.cluster }, error);
      return bus.request(subject, at, request);
    }
  };
}
