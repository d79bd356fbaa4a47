import { serviceErrors } from "@pha/api";
import { CodedError, type Hex, Recent } from "@pha/codec";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { readLedger } from "@pha/service-kit/ledger";
import type { RpcSubject } from "@pha/wire";
import { errors } from "../errors.ts";

/** What any worker of a cluster answers about one contract. */
type ClusterSubject<Q, R> = RpcSubject<`miner.v1.cluster.{cluster}.${string}`, Q, R>;

/** Clusters of contracts that are remembered, since contracts never move; when full, all are looked up anew. */
const maxKnown = 10_000;

/**
 * Asks any one worker of the contract's cluster: NATS gives each request to one of them.
 *
 * @param mayRepeat - whether after this refusal the same request goes once more, to whichever worker gets it then. It never
 *   does when nothing came back, for it may be the request that silenced the worker
 * @throws `gatekeeper.UnknownContract`; what the worker refuses with; `gatekeeper.NoWorker` when nobody serves;
 *   `gatekeeper.AnswerLost`
 */
export type AskCluster = <Q extends { readonly contract: Hex }, R>(
  subject: ClusterSubject<Q, R>,
  request: Q,
  mayRepeat: (refusal: CodedError) => boolean,
) => Promise<R>;

/** Whether a refusal is worth another try, of a request that does nothing but read. */
export const isUnavailable = ({ kind }: CodedError): boolean => kind === "unavailable";

/** Makes the way to workers. */
export function makeAskCluster(bus: Bus): AskCluster {
  const known = new Recent<Hex, number>(maxKnown);

  async function clusterOf(contract: Hex): Promise<number> {
    const cluster = known.get(contract);
    if (cluster !== undefined) return cluster;
    const record = await readLedger(bus, (state) => readState(contracts, state).contracts.get(contract));
    if (!record) throw errors.UnknownContract({ contract });
    known.set(contract, record.cluster);
    return record.cluster;
  }

  return async (subject, request, mayRepeat) => {
    const at = { cluster: String(await clusterOf(request.contract)) };
    const ask = async () => {
      try {
        return await bus.request(subject, at, request);
      } catch (error) {
        if (serviceErrors.BusNoResponders.is(error)) throw errors.NoWorker({ cluster: at.cluster }, error);
        if (serviceErrors.BusTimeout.is(error)) throw errors.AnswerLost({ cluster: at.cluster }, error);
        throw error;
      }
    };
    try {
      return await ask();
    } catch (error) {
      const isFinal = errors.NoWorker.is(error) || errors.AnswerLost.is(error);
      if (isFinal || !(error instanceof CodedError) || !mayRepeat(error)) throw error;
      return ask();
    }
  };
}
