import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { Pha } from "../../ui/pha.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { readFunds } from "./read-funds.ts";

/** How much more a share is worth than at first. */
const gainText = (price: number): string => `${price >= 1 ? "+" : "−"}${Math.abs((price - 1) * 100).toFixed(2)} %`;

/** Pools and vaults that take PHA: what they have earned and what they cost. */
export function Funds() {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({ funds: await network.read(readFunds), certified: await certifiedHead(network) }),
    [finalized],
  );
  return (
    <>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="pools and vaults" />
      <Shown of={read}>
        {({ funds }) => (
          <Table
            name="Pools and vaults"
            head={["Which", "Worth", "Yield since it began", "Commission", "Free", "Machines", "State"]}
            none="There is no pool yet. Whoever has a machine makes one: ./pha pool create"
            rows={funds.map(({ kind, id, value, price, commission, free, workers, note }) => ({
              key: kind + id,
              cells: [
                `${kind} ${id}`,
                <Pha key="value" plancks={value} />,
                gainText(price),
                `${commission / 10_000} %`,
                <Pha key="free" plancks={free} />,
                workers ?? "those of its pools",
                note,
              ],
            }))}
          />
        )}
      </Shown>
    </>
  );
}
