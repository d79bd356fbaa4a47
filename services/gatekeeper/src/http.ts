import type { Hex } from "@pha/codec";
import type { Driver } from "@pha/enclave-service";
import type { NetworkProfile } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { type HttpOptions, type HttpServer, httpServer, requestsOfAnybody } from "@pha/service-kit/http";
import { makeAskCluster } from "./broker/ask-cluster.ts";
import { makeAskFrame } from "./broker/ask-frame.ts";
import { makeAskQuery } from "./broker/ask-query.ts";
import type { QueryCount } from "./broker/count-queries.ts";
import { Health } from "./broker/health.ts";
import { makeQueryTurns } from "./broker/query-turns.ts";
import { Workers } from "./broker/workers.ts";
import type { TickReply } from "./protocol.ts";
import { gatekeeperRoutes } from "./routes/routes.ts";
import { mountSessionSockets } from "./routes/session-sockets.ts";

export interface HttpDeps extends Pick<HttpOptions, "log" | "metrics"> {
  readonly bus: Bus;
  readonly driver: Driver<TickReply>;
  readonly spec: Pick<NetworkProfile, "ss58Prefix" | "name" | "title" | "development">;
  readonly genesisHash: Hex;
  readonly count: QueryCount;
}

/** The gatekeeper's port: REST and `/metrics`. Does not listen yet. */
export async function openHttp(deps: HttpDeps, trustedProxies: readonly string[]): Promise<HttpServer> {
  const { bus, driver, spec, genesisHash, count, log, metrics } = deps;
  const broker = { bus, workers: new Workers({ bus, genesisHash, log }), health: new Health() };
  const inTurn = makeQueryTurns();
  const askCluster = makeAskCluster(broker);
  const askQuery = count.counted(makeAskQuery(askCluster, inTurn));
  const http = await httpServer({
    service: "gatekeeper",
    log,
    metrics,
    json: { ss58Prefix: spec.ss58Prefix },
    checks: { nats: () => bus.check(), enclave: () => driver.check() },
    routes: gatekeeperRoutes({ bus, driver, askCluster, askQuery, hour: count.hour }),
    requestsPerMinute: requestsOfAnybody,
    trustedProxies,
    about: { network: spec, genesisHash },
  });
  mountSessionSockets(http, { log, askQuery, askFrame: count.counted(makeAskFrame(broker, inTurn)) });
  return http;
}
