import { AsyncLocalStorage } from "node:async_hooks";
import { driveProgram, openHosting, type ReadLedger } from "@pha/enclave-service";
import { makeCall, readState } from "@pha/frame";
import { gatekeepers } from "@pha/runtime/spec";
import { httpServer } from "@pha/service-kit/http";
import type { Surroundings } from "@pha/service-kit/run";
import { makeAskCluster } from "./broker/ask-cluster.ts";
import { makeAskQuery } from "./broker/ask-query.ts";
import type { Config } from "./config.ts";
import { openGatekeeper } from "./enclave/gatekeeper.ts";
import { serveKeyRelease } from "./handlers/key-release.ts";
import { gatekeeperRoutes } from "./routes/routes.ts";

/** A running gatekeeper. */
export interface GatekeeperService extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startGatekeeper(config: Config, surroundings: Surroundings): Promise<GatekeeperService> {
  const { log, metrics } = surroundings;
  await using opened = new AsyncDisposableStack();
  const hosting = opened.use(await openHosting("gatekeeper", config, surroundings));
  const { bus, spec } = hosting;
  const gatekeeper = opened.use(await openGatekeeper(hosting));
  opened.use(serveKeyRelease({ bus, gatekeeper }));
  const driver = opened.use(driveProgram({ bus, log, serving: "holds-share", ...gatekeeper }));

  const { identity, measurement } = gatekeeper;
  const application = async (ledger: ReadLedger) => {
    const { members, isOpen } = await ledger((state) => {
      const reads = readState(gatekeepers, state);
      return { members: reads.members.get(), isOpen: reads.open.get() };
    });
    const isMember = members.some((member) => member.identity === identity);
    return isMember || !isOpen ? undefined : makeCall(gatekeepers, "apply", { identity });
  };
  opened.use(hosting.keepRegistered({ role: "Gatekeeper", driver, application, ...gatekeeper }));

  const askCluster = makeAskCluster(bus);
  const clients = new AsyncLocalStorage<string>();
  const askQuery = makeAskQuery(askCluster, () => clients.getStore() ?? "");
  const http = opened.use(
    await httpServer({
      service: "gatekeeper",
      log,
      metrics,
      json: { ss58Prefix: spec.ss58Prefix },
      checks: { nats: () => bus.check(), enclave: () => driver.check() },
      within: ({ client }, work) => clients.run(client, work),
      routes: gatekeeperRoutes({ bus, driver, askCluster, askQuery }),
    }),
  );
  const port = await http.listen(config.port, config.host);
  log.info({ port, identity, measurement }, "gatekeeper started");
  gatekeeper.mustLive();
  const resources = opened.move();
  return { port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
