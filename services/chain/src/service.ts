import { useSlabs } from "@pha/codec";
import { useNativeHashes } from "@pha/crypto/node";
import { connectBus } from "@pha/service-kit/bus";
import { dbError } from "@pha/service-kit/db";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix } from "@pha/wire";
import type { Config } from "./config.ts";
import { openCore } from "./core/open-core.ts";
import { startAuthoring } from "./core/start-authoring.ts";
import { openChainDb } from "./db/open-chain-db.ts";
import { openFinality } from "./finality/open-finality.ts";
import { ensureGenesis } from "./genesis/genesis.ts";
import { serveSubjects } from "./handlers/serve-subjects.ts";
import { startHistory } from "./history/start-history.ts";
import { openHttp } from "./http.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { startSignatureWorkers } from "./pool/signatures.ts";
import { startStats } from "./stats/start.ts";
import { makeTelemetry } from "./telemetry.ts";

/** A running chain. */
export interface Chain extends AsyncDisposable {
  readonly port: number;
  readonly ledger: Ledger;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startChain(config: Config, { log, metrics, signal }: Surroundings): Promise<Chain> {
  useNativeHashes();
  useSlabs();
  const { natsUrl: url, natsSeed: seed, instantFinality } = config;
  await using opened = new AsyncDisposableStack();
  const telemetry = makeTelemetry(metrics, log);
  const network = await readNetwork(config.spec, config.code);
  const database = opened.use(await openChainDb(config.databaseUrl, log, signal));
  const { db } = database;
  await ensureGenesis(db, network);
  const connection = { service: "chain", url, seed, inboxPrefix: inboxPrefix("chain"), classify: dbError };
  const bus = opened.use(await connectBus({ ...connection, log, signal }));
  const signatures = opened.use(startSignatureWorkers());

  const core = await openCore({ ...network, database, signatures, telemetry, kept: config });
  const deps = { ...core, ...network, database, db, bus, telemetry, log };
  const finality = await openFinality(deps);
  opened.use(serveSubjects({ ...deps, finality }));
  const authorKey = config.authorKey.reveal();
  const { dev } = opened.use(await startAuthoring({ ...deps, finality }, { authorKey, instantFinality }));
  const { history } = opened.use(startHistory(deps));
  const { hour } = opened.use(startStats(core.ledger, log));

  const checks = { postgres: database.check, nats: () => bus.check() };
  const http = opened.use(await openHttp({ ...deps, history, hour, dev, metrics, checks }, config));
  const port = await http.listen(config.port, config.host);
  const { ledger } = core;
  log.info({ port, genesis: network.genesis.hash, best: ledger.best.number }, "chain ready");
  const resources = opened.move();
  return { port, ledger, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
