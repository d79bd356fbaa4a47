import type { NetworkProfile } from "@pha/runtime/spec";
import { dbError } from "@pha/service-kit/db";
import { type HttpOptions, type HttpServer, httpServer, requestsOfAnybody } from "@pha/service-kit/http";
import type { RouteDeps } from "./routes/deps.ts";
import { governanceRoutes } from "./routes/routes.ts";

export interface HttpDeps extends Pick<HttpOptions, "log" | "metrics" | "checks">, Omit<RouteDeps, "charge"> {
  readonly spec: Pick<NetworkProfile, "name" | "title" | "development">;
  /** Newest block that is in the tables. */
  readonly height: () => number;
}

/** The service's port: REST and `/metrics`. Does not listen yet. */
export async function openHttp(deps: HttpDeps, trustedProxies: readonly string[]): Promise<HttpServer> {
  const charge = (client: string, requests: number) => http.rate?.charge(client, requests);
  const http: HttpServer = await httpServer({
    ...{ service: "governance", log: deps.log, metrics: deps.metrics, json: deps.json, checks: deps.checks },
    routes: governanceRoutes({ ...deps, charge }),
    classify: dbError,
    requestsPerMinute: requestsOfAnybody,
    trustedProxies,
    about: { network: deps.spec, genesisHash: deps.genesisHash, facts: () => ({ block: deps.height() }) },
  });
  return http;
}
