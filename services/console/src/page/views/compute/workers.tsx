import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { hrefOf } from "../../route.ts";
import { shortened } from "../../ui/format.ts";
import { Pha } from "../../ui/pha.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { readWorkers } from "./read-workers.ts";

/** Machines that run contracts: how they are trusted, measured and paid. */
export function Workers() {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({
      workers: await network.read((state, head) => readWorkers(state, head.timeMs)),
      certified: await certifiedHead(network),
    }),
    [finalized],
  );
  return (
    <>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="workers, their scores and what they earned" />
      <Shown of={read}>
        {({ workers }) => (
          <Table
            name="Workers"
            head={["Worker", "Cluster", "Attestation", "Pool", "Score P", "V", "Earned", "Work"]}
            none="No worker belongs to a cluster yet."
            rows={workers.map(({ identity, cluster, attested, pool, score, session }) => ({
              key: identity,
              cells: [
                <a key="worker" href={hrefOf("worker", identity)} title={identity}>
                  {shortened(identity)}
                </a>,
                cluster,
                attested,
                pool ?? "none",
                score ?? "not measured",
                session ? session.v.toFixed(2) : "none",
                session ? <Pha key="earned" plancks={session.earned} /> : "nothing",
                session ? session.standing : "does not compute for a pool",
              ],
            }))}
          />
        )}
      </Shown>
    </>
  );
}
