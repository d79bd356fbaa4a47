import type { Hex, JsonContext } from "@pha/codec";
import type { TakeSnapshot } from "../ledger/snapshot.ts";
import type { Moves } from "../projection/moves.ts";

/** Dependencies of REST routes. */
export interface RouteDeps {
  readonly snapshot: TakeSnapshot;
  readonly moved: Moves;
  readonly json: JsonContext;
  readonly genesisHash: Hex;
  /** From one block to the next where nothing happens. */
  readonly idleMs: number;
}
