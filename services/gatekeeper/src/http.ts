import type { Hex } from "@pha/codec";
import type { Driver } from "@pha/enclave-service";
import type { NetworkProfile } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { type HttpOptions, type HttpServer, httpServer, requestsOfAnybody } from "@pha/service-kit/http";
import { makeAskCluster } from "./broker/ask-cluster.ts";
import { makeAskQuery } from "./broker/ask-query.ts";
import type { TickReply } from "./protocol.ts";
import { gatekeeperRoutes } from "./routes/routes.ts";

export interface HttpDeps extends Pick<HttpOptions, "log" | "metrics"> {
  readonly bus: Bus;
  readonly driver: Driver<TickReply>;
  readonly spec: Pick<NetworkProfile, "ss58Prefix" | "name" | "title" | "development">;
  readonly genesisHash: Hex;
}

/** The gatekeeper's port: REST and `/metrics`. Does not listen yet. */
export function openHttp(deps: HttpDeps, trustedProxies: readonly string[]): Promise<HttpServer> {
  const { bus, driver, spec, genesisHash, log, metrics } = deps;
  const askCluster = makeAskCluster(bus, genesisHash);
  const askQuery = makeAskQuery(askCluster);
  return httpServer({
    service: "gatekeeper",
    log,
    metrics,
    json: { ss58Prefix: spec.ss58Prefix },
    checks: { nats: () => bus.check(), enclave: () => driver.check() },
    routes: gatekeeperRoutes({ bus, driver, askCluster, askQuery }),
    requestsPerMinute: requestsOfAnybody,
    trustedProxies,
    about: { network: spec, genesisHash },
  });
}
