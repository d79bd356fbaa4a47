import type { NetworkProfile } from "@pha/runtime/spec";
import { dbError } from "@pha/service-kit/db";
import { type HttpOptions, type HttpServer, httpServer, requestsOfAnybody } from "@pha/service-kit/http";
import type { Config } from "./config.ts";
import type { DevVerbs } from "./dev/verbs.ts";
import type { HistoryWindow } from "./history/window.ts";
import { makeCallers } from "./ledger/callers.ts";
import type { History } from "./ledger/history.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { transactionWatch } from "./ledger/transaction-watch.ts";
import { mountPage } from "./routes/page.ts";
import { chainRoutes } from "./routes/routes.ts";
import { mountRpc } from "./rpc/mount.ts";
import type { ChainTelemetry } from "./telemetry.ts";

const VERSION = "0.1.0";

export interface HttpDeps extends Pick<HttpOptions, "log" | "metrics" | "checks"> {
  readonly spec: NetworkProfile;
  readonly ledger: Ledger;
  readonly history: History;
  readonly dev: DevVerbs;
  readonly telemetry: ChainTelemetry;
  readonly window: HistoryWindow;
}

/** The chain's port: REST, a page for browsers, JSON-RPC, `/metrics`. Does not listen yet. */
export async function openHttp(
  deps: HttpDeps,
  { trustedProxies, hostNames }: Pick<Config, "trustedProxies" | "hostNames">,
): Promise<HttpServer> {
  const { spec, ledger, telemetry, window } = deps;
  const json = { ss58Prefix: spec.ss58Prefix };
  const serving = { ...deps, transactions: transactionWatch({ ledger }), json, version: VERSION, classify: dbError };
  const callers = makeCallers(() => http.rate);
  const http: HttpServer = await httpServer({
    ...serving,
    within: callers.within,
    service: "chain",
    routes: chainRoutes(serving),
    requestsPerMinute: requestsOfAnybody,
    trustedProxies,
    hostNames,
  });
  mountPage(http.app, ledger);
  await mountRpc(http, { ...serving, callers, reportBug: telemetry.requestFault, isArchive: window.isWhole });
  return http;
}
