import type { Network, StateView } from "@pha/sdk";
import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Value } from "../../ui/value.tsx";

/** Something that the ledger keeps under a name: its record, whole and proven. */
export function ProvenRecord({
  title,
  name,
  read,
  none,
}: {
  readonly title: string;
  readonly name: string;
  readonly read: (state: StateView) => unknown;
  readonly none: string;
}) {
  const { finalized } = useHeads();
  const record = useNetwork(
    async (network: Network) => ({ found: await network.read(read), certified: await certifiedHead(network) }),
    [name, finalized],
  );
  return (
    <>
      <h1>{title}</h1>
      <p>
        <code>{name}</code>
      </p>
      <ProofMark of={partOf(record, ({ certified }) => certified)} what="what the ledger says of it" />
      <Shown of={record}>{({ found }) => (found === undefined ? <p>{none}</p> : <Value of={found} />)}</Shown>
    </>
  );
}
