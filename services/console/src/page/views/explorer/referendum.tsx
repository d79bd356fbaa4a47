import { readState } from "@pha/sdk";
import { democracy } from "@pha/sdk/pallets";
import type { ViewProps } from "../../shell/lazy.tsx";
import { ProvenRecord } from "./proven-record.tsx";

/** One referendum, as the ledger has it. */
export const ReferendumView = ({ of: [index = ""] }: ViewProps) => (
  <ProvenRecord
    title="Referendum"
    name={index}
    read={(state) => readState(democracy, state).referendumInfoOf.get(Number(index))}
    none="The ledger has no referendum of this number: it has not begun, or was cancelled."
  />
);
