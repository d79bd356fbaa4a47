import type { Driver } from "@pha/enclave-service";
import type { Bus } from "@pha/service-kit/bus";
import type { AskCluster } from "../broker/ask-cluster.ts";
import type { AskQuery } from "../broker/ask-query.ts";
import type { GatekeeperHour } from "../broker/count-queries.ts";
import type { TickReply } from "../protocol.ts";

/** Dependencies of REST routes. */
export interface RouteDeps {
  readonly bus: Bus;
  readonly driver: Driver<TickReply>;
  readonly askCluster: AskCluster;
  readonly askQuery: AskQuery;
  readonly hour: GatekeeperHour;
}
