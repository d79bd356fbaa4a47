import { join } from "node:path";
import { openSlot } from "@pha/enclave";
import { driveProgram, ensureRegistered, makeOperator, readLedger } from "@pha/enclave-service";
import { makeCall, readState } from "@pha/frame";
import { gatekeepers } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { httpServer } from "@pha/service-kit/http";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix } from "@pha/wire";
import { makeBroker } from "./broker/ask-cluster.ts";
import type { Config } from "./config.ts";
import { openGatekeeper } from "./enclave/gatekeeper.ts";
import { serveKeyRelease } from "./handlers/key-release.ts";
import { gatekeeperRoutes } from "./routes/routes.ts";

/** A running gatekeeper. */
export interface GatekeeperService extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startGatekeeper(
  config: Config,
  { log, metrics, signal }: Surroundings,
): Promise<GatekeeperService> {
  await using opened = new AsyncDisposableStack();
  const { spec, genesis } = await readNetwork(config.spec, config.code);
  const slot = opened.use(await openSlot(config.dataDir));
  const inbox = inboxPrefix("gatekeeper");
  const { natsUrl: url, natsSeed: seed } = config;
  const bus = opened.use(await connectBus({ service: "gatekeeper", url, seed, inboxPrefix: inbox, log, signal }));
  const stop = new AbortController();
  opened.defer(() => stop.abort());
  const operator = makeOperator({
    uri: config.operator.reveal(),
    genesisHash: genesis.hash,
    bus,
    log,
    signal: stop.signal,
  });

  const gatekeeper = opened.use(
    await openGatekeeper({
      program: config.program,
      slot,
      cacheDir: join(config.dataDir, "cache"),
      genesisHash: genesis.hash,
      start: { genesisHeader: genesis.header, validators: genesis.validators, operator: operator.account },
      bus,
      log,
    }),
  );
  opened.use(serveKeyRelease({ bus, gatekeeper }));
  const driver = opened.use(driveProgram({ bus, log, serving: "holds-share", ...gatekeeper }));

  const { identity, register, keepIdentity } = gatekeeper;
  const application = async () => {
    const members = await readLedger(bus, (state) => readState(gatekeepers, state).members.get());
    const isMember = members.some((member) => member.identity === identity);
    return isMember ? undefined : makeCall(gatekeepers, "apply", { identity });
  };
  const registering = ensureRegistered({ operator, role: "Gatekeeper", driver, register, keepIdentity, application });
  opened.defer(() => registering);

  const http = opened.use(
    await httpServer({
      service: "gatekeeper",
      log,
      metrics,
      json: { ss58Prefix: spec.ss58Prefix },
      checks: { nats: () => bus.check(), enclave: () => driver.check() },
      routes: gatekeeperRoutes({ bus, driver, askCluster: makeBroker(bus) }),
    }),
  );
  const port = await http.listen(config.port, config.host);
  log.info({ port, identity, measurement: gatekeeper.measurement, slot: slot.index }, "gatekeeper started");
  // An enclave that ends by itself ends the service: whoever runs it starts both anew.
  void gatekeeper.ended.then((reason) => {
    if (reason !== undefined) throw reason;
  });
  const resources = opened.move();
  return {
    port,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await resources.disposeAsync();
    },
  };
}
