import { type Hex, readState } from "@pha/sdk";
import { contracts } from "@pha/sdk/pallets";
import type { ViewProps } from "../../shell/lazy.tsx";
import { Methods } from "../contracts/methods.tsx";
import { ProvenRecord } from "./proven-record.tsx";

/** One contract, as the ledger has it, and forms for what it can be asked and told. */
export const ContractView = ({ of: [id = ""] }: ViewProps) => (
  <>
    <ProvenRecord
      title="Contract"
      name={id}
      read={(state) => readState(contracts, state).contracts.get(id as Hex)}
      none="The ledger has no contract of this id."
    />
    <Methods id={id as Hex} />
  </>
);
