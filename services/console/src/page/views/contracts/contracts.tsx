import { readState, type StateView } from "@pha/sdk";
import { contracts } from "@pha/sdk/pallets";
import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { hrefOf } from "../../route.ts";
import { ActAs } from "../../ui/act-as.tsx";
import { shortened } from "../../ui/format.ts";
import { AccountLink } from "../../ui/links.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { Deploy } from "./deploy.tsx";

/** The newest ones that are listed. */
const most = 50;

/** Contracts of the ledger, newest first. */
function readContracts(state: StateView) {
  const { list, contracts: records } = readState(contracts, state);
  const count = list.count();
  return list
    .page(Math.max(0, count - most), most)
    .toReversed()
    .flatMap((id) => {
      const record = records.get(id);
      return record ? [{ id, record }] : [];
    });
}

/** Confidential programs: which there are, and another one. */
export function Contracts() {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({ all: await network.read(readContracts), certified: await certifiedHead(network) }),
    [finalized],
  );
  return (
    <>
      <h1>Contracts</h1>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="contracts, whose they are and what they run" />
      <Shown of={read}>
        {({ all }) => (
          <Table
            name="Contracts"
            head={["Contract", "Owner", "Cluster", "Code", "Agreed up to block"]}
            none="Nobody has deployed one yet."
            rows={all.map(({ id, record }) => ({
              key: id,
              cells: [
                <a key="id" href={hrefOf("contract", id)} title={id}>
                  {shortened(id)}
                </a>,
                record.owner === undefined ? "nobody" : <AccountLink key="owner" account={record.owner} />,
                record.cluster,
                <code key="code" title={record.codeHash}>
                  {shortened(record.codeHash)}
                </code>,
                record.agreed.stateHeight,
              ],
            }))}
          />
        )}
      </Shown>
      <h2>Deploy one</h2>
      <ActAs />
      <Deploy />
    </>
  );
}
