import { join } from "node:path";
import { openSlot } from "@pha/enclave";
import { driveProgram, ensureRegistered, makeOperator, readLedger } from "@pha/enclave-service";
import { makeCall, readState } from "@pha/frame";
import { clusters } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { httpServer } from "@pha/service-kit/http";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix } from "@pha/wire";
import type { Config } from "./config.ts";
import { openMiner } from "./enclave/miner.ts";
import { makeQueryDoor } from "./handlers/query.ts";

/** A running miner. */
export interface MinerService extends AsyncDisposable {
  readonly port: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startMiner(config: Config, { log, metrics, signal }: Surroundings): Promise<MinerService> {
  await using opened = new AsyncDisposableStack();
  const { genesis } = await readNetwork(config.spec, config.code);
  const slot = opened.use(await openSlot(config.dataDir));
  const { natsUrl: url, natsSeed: seed, cluster, queryThreads } = config;
  const inbox = inboxPrefix("miner");
  const bus = opened.use(await connectBus({ service: "miner", url, seed, inboxPrefix: inbox, log, signal }));
  const stop = new AbortController();
  opened.defer(() => stop.abort());
  const operator = makeOperator({
    uri: config.operator.reveal(),
    genesisHash: genesis.hash,
    bus,
    log,
    signal: stop.signal,
  });

  const miner = opened.use(
    await openMiner({
      program: config.program,
      slot,
      cacheDir: join(config.dataDir, "cache"),
      genesisHash: genesis.hash,
      start: { genesisHeader: genesis.header, validators: genesis.validators, operator: operator.account },
      cluster,
      queryThreads,
      bus,
      log,
    }),
  );
  const door = opened.use(makeQueryDoor({ bus, miner, cluster }));
  const driver = opened.use(driveProgram({ bus, log, serving: "serving", onServing: door.set, ...miner }));

  const { identity, register, keepIdentity } = miner;
  const application = async () => {
    const record = await readLedger(bus, (state) => readState(clusters, state).clusters.get(cluster));
    const known = record?.members.includes(identity) || record?.applicants.includes(identity);
    return known ? undefined : makeCall(clusters, "apply", { cluster, identity });
  };
  const registering = ensureRegistered({ operator, role: "Miner", driver, register, keepIdentity, application });
  opened.defer(() => registering);

  const http = opened.use(
    await httpServer({
      service: "miner",
      log,
      metrics,
      checks: { nats: () => bus.check(), enclave: () => driver.check() },
    }),
  );
  const port = await http.listen(config.port, config.host);
  log.info({ port, identity, measurement: miner.measurement, slot: slot.index }, "miner started");
  // An enclave that ends by itself ends the service: whoever runs it starts both anew.
  void miner.ended.then((reason) => {
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
