import type { JsonContext } from "@pha/codec";
import type { DevVerbs } from "../dev/verbs.ts";
import type { History } from "../ledger/history.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { TransactionWatch } from "../ledger/transaction-watch.ts";
import type { ChainHour } from "../stats/start.ts";

/** Dependencies of REST routes. */
export interface RouteDeps {
  readonly ledger: Ledger;
  readonly history: History;
  readonly transactions: TransactionWatch;
  readonly dev: DevVerbs;
  readonly hour: ChainHour;
  readonly json: JsonContext;
}
