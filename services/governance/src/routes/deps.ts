import type { JsonContext } from "@pha/codec";
import type { TakeSnapshot } from "../ledger/snapshot.ts";

/** Dependencies of REST routes. */
export interface RouteDeps {
  readonly snapshot: TakeSnapshot;
  readonly json: JsonContext;
}
