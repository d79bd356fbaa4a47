import type { JsonContext } from "@pha/codec";
import type { Ledger } from "../ledger.ts";
import type { TransactionWatch } from "../rpc/transaction-watch.ts";

/** What REST routes work with. */
export interface RouteDeps {
  readonly ledger: Ledger;
  readonly transactions: TransactionWatch;
  readonly json: JsonContext;
}
