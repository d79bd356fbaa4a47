import type { StoredEvent } from "../ledger/ledger.ts";
import type { EventRow } from "./events.ts";

/** An event as its row has it, without its block. */
export const storedEvent = ({ index, extrinsic, pallet, name, data }: EventRow): StoredEvent => ({
  index,
  extrinsic: extrinsic ?? undefined,
  pallet,
  name,
  data,
});
