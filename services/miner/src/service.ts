import { driveProgram, openHosting, watchLease } from "@pha/enclave-service";
import { makeCall, readState } from "@pha/frame";
import { clusters } from "@pha/runtime/spec";
import { httpServer } from "@pha/service-kit/http";
import type { ReadLedger } from "@pha/service-kit/ledger";
import type { Surroundings } from "@pha/service-kit/run";
import type { Config } from "./config.ts";
import { readHttpSettings } from "./enclave/http-settings.ts";
import { openMiner } from "./enclave/miner.ts";
import { serveAsk } from "./handlers/ask.ts";
import { makeDoor } from "./handlers/door.ts";
import { serveHandOver } from "./handlers/hand-over.ts";
import { makeTelemetry } from "./telemetry.ts";

/** A running miner. */
export interface MinerService extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startMiner(config: Config, surroundings: Surroundings): Promise<MinerService> {
  const { log, metrics } = surroundings;
  const { cluster } = config;
  await using opened = new AsyncDisposableStack();
  const hosting = opened.use(await openHosting("miner", config, surroundings));
  const { bus, spec, genesisHash } = hosting;
  const http = await readHttpSettings(config, spec);
  const miner = opened.use(await openMiner(hosting, { ...config, http, telemetry: makeTelemetry(log, metrics) }));
  const door = opened.use(makeDoor(() => [serveAsk({ bus, miner }), serveHandOver({ bus, miner })]));
  const driver = opened.use(
    driveProgram({
      ...{ bus, log, serving: "serving", leaseWatch: watchLease("miner", surroundings) },
      ...{ onServing: door.set, onWake: hosting.onWake, ...miner },
    }),
  );

  const { identity, measurement } = miner;
  const application = async (ledger: ReadLedger) => {
    const record = await ledger((state) => readState(clusters, state).clusters.get(cluster));
    const known = record?.members.includes(identity) || record?.applicants.includes(identity);
    return known ? undefined : makeCall(clusters, "apply", { cluster, identity });
  };
  opened.use(hosting.keepRegistered({ role: "Miner", driver, application, ...miner }));

  const server = opened.use(
    await httpServer({
      service: "miner",
      log,
      metrics,
      checks: { nats: () => bus.check(), enclave: () => driver.check() },
      about: { network: spec, genesisHash },
    }),
  );
  const port = await server.listen(config.port, config.host);
  log.info({ port, identity, measurement }, "miner started");
  miner.mustLive();
  const resources = opened.move();
  return { port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
