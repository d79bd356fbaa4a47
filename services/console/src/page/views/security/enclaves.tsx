import { useHeads } from "../../hooks/use-heads.ts";
import { partOf } from "../../hooks/use-loaded.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { certifiedHead } from "../../network/certify.ts";
import { hrefOf } from "../../route.ts";
import { shortened, timeText } from "../../ui/format.ts";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Table } from "../../ui/table.tsx";
import { readEnclaves } from "./read-enclaves.ts";

/** What that level of confidence is worth. 128 stands for emulated platforms. */
const confidenceOf = (confidence: number): string =>
  confidence === 128 ? "emulated: it proves nothing" : `hardware, ${confidence} of 1 (best) to 5`;

/** Each enclave with what its newest quote claims. */
export function Enclaves() {
  const { finalized } = useHeads();
  const read = useNetwork(
    async (network) => ({ enclaves: await readEnclaves(network), certified: await certifiedHead(network) }),
    [finalized],
  );
  return (
    <>
      <ProofMark of={partOf(read, ({ certified }) => certified)} what="each of these enclaves' registrations" />
      <Shown of={read}>
        {({ enclaves }) => (
          <Table
            name="Enclaves"
            head={["Enclave", "Role", "Counts", "Program", "Measurement", "Confidence", "Attested", "Expires"]}
            none="No enclave is registered yet."
            rows={enclaves.map(({ identity, worker, standing, program, expiresMs }) => ({
              key: identity,
              cells: [
                <a key="identity" href={hrefOf("worker", identity)} title={identity}>
                  {shortened(identity)}
                </a>,
                worker.role.type,
                standing,
                program,
                <code key="measurement" title={worker.measurement}>
                  {shortened(worker.measurement)}
                </code>,
                confidenceOf(worker.confidence),
                timeText(Number(worker.attestedAtMs)),
                timeText(expiresMs),
              ],
            }))}
          />
        )}
      </Shown>
    </>
  );
}
