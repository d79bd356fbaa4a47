import type { NetworkProfile } from "@pha/runtime/spec";
import { dbError } from "@pha/service-kit/db";
import { type HttpOptions, type HttpServer, httpServer, requestsOfAnybody, version } from "@pha/service-kit/http";
import type { Config } from "./config.ts";
import type { DevVerbs } from "./dev/verbs.ts";
import type { HistoryWindow } from "./history/window.ts";
import { makeCallers } from "./ledger/callers.ts";
import type { History } from "./ledger/history.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { transactionWatch } from "./ledger/transaction-watch.ts";
import { chainRoutes } from "./routes/routes.ts";
import { mountRpc } from "./rpc/mount.ts";
import type { ChainHour } from "./stats/start.ts";
import type { ChainTelemetry } from "./telemetry.ts";

export interface HttpDeps extends Pick<HttpOptions, "log" | "metrics" | "checks"> {
  readonly spec: NetworkProfile;
  readonly ledger: Ledger;
  readonly history: History;
  readonly dev: DevVerbs;
  readonly hour: ChainHour;
  readonly telemetry: ChainTelemetry;
  readonly window: HistoryWindow;
}

/** The chain's port: REST, JSON-RPC, `/metrics`. Does not listen yet. */
export async function openHttp(
  deps: HttpDeps,
  { trustedProxies, hostNames }: Pick<Config, "trustedProxies" | "hostNames">,
): Promise<HttpServer> {
  const { spec, ledger, telemetry, window } = deps;
  const json = { ss58Prefix: spec.ss58Prefix };
  const serving = { ...deps, transactions: transactionWatch({ ledger }), json, version, classify: dbError };
  const callers = makeCallers(() => http.rate);
  const http: HttpServer = await httpServer({
    ...serving,
    within: callers.within,
    service: "chain",
    routes: chainRoutes(serving),
    requestsPerMinute: requestsOfAnybody,
    trustedProxies,
    hostNames,
    about: {
      network: spec,
      genesisHash: ledger.genesis.hash,
      facts: () => ({ block: ledger.best.number, finalized: ledger.finalized.number }),
      note: "JSON-RPC as Substrate speaks it: POST /, or a WebSocket on this port (@polkadot/api, polkadot-api, dedot).",
    },
  });
  await mountRpc(http, { ...serving, callers, reportBug: telemetry.requestFault, isArchive: window.isWhole });
  return http;
}
