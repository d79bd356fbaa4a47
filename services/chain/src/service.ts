import { useSlabs } from "@pha/codec";
import { useNativeHashes } from "@pha/crypto/node";
import { blockTime } from "@pha/light-client";
import { connectBus } from "@pha/service-kit/bus";
import { dbError } from "@pha/service-kit/db";
import { httpServer } from "@pha/service-kit/http";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix, subjects } from "@pha/wire";
import { BlockClock } from "./author/block-clock.ts";
import { SealOrders } from "./author/seal-orders.ts";
import { makeUndo } from "./author/undo.ts";
import type { Config } from "./config.ts";
import { openAuthor, openCore } from "./core/open-core.ts";
import { openChainDb } from "./db/open-chain-db.ts";
import { Snapshots } from "./dev/snapshots.ts";
import { makeDevVerbs } from "./dev/verbs.ts";
import { startInstantFinality } from "./finality/instant.ts";
import { openFinality } from "./finality/open-finality.ts";
import { ensureGenesis } from "./genesis/genesis.ts";
import { serveBlockGet } from "./handlers/block-get.ts";
import { serveCodeGet } from "./handlers/code-get.ts";
import { serveFinalizedGet } from "./handlers/finalized-get.ts";
import { serveProofGet } from "./handlers/proof-get.ts";
import { subscribeRelayVote } from "./handlers/relay-vote.ts";
import { serveSubmit } from "./handlers/submit.ts";
import { startIndexer } from "./history/indexer.ts";
import { makeHistory } from "./history/make-history.ts";
import { startPruner } from "./history/pruner.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { transactionWatch } from "./ledger/transaction-watch.ts";
import { startSignatureWorkers } from "./pool/signatures.ts";
import { makeRecovery } from "./recovery/recovery.ts";
import { lead } from "./replica/lead.ts";
import { startPoolSync } from "./replica/pool-sync.ts";
import { startReplica } from "./replica/replica.ts";
import { mountPage } from "./routes/page.ts";
import { chainRoutes } from "./routes/routes.ts";
import { mountRpc } from "./rpc/mount.ts";
import { makeTelemetry } from "./telemetry.ts";

/** A running chain. */
export interface Chain extends AsyncDisposable {
  readonly port: number;
  readonly ledger: Ledger;
}

const VERSION = "0.1.0";
const REQUESTS_PER_MINUTE = 60_000;

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startChain(config: Config, { log, metrics, signal }: Surroundings): Promise<Chain> {
  useNativeHashes();
  useSlabs();
  await using opened = new AsyncDisposableStack();
  const telemetry = makeTelemetry(metrics, log);
  const network = await readNetwork(config.spec, config.code);
  const { spec, genesis } = network;
  const database = opened.use(await openChainDb(config.databaseUrl, log, signal));
  const { db } = database;
  await ensureGenesis(db, network);
  const bus = opened.use(
    await connectBus({
      service: "chain",
      url: config.natsUrl,
      seed: config.natsSeed,
      inboxPrefix: inboxPrefix("chain"),
      log,
      signal,
      classify: dbError,
    }),
  );
  const signatures = opened.use(startSignatureWorkers());
  const core = await openCore({
    database,
    spec,
    genesis,
    signatures,
    telemetry,
    kept: config,
  });
  const { emitter, heads, head, runtimes, role, pool, window, ledger, catchUp } = core;

  const finality = await openFinality({ db, role, heads, genesis, emitter, telemetry, log });
  opened.use(subscribeRelayVote({ bus, finality }));
  opened.use(serveBlockGet({ bus, db }));
  opened.use(serveCodeGet({ bus, db }));
  opened.use(serveFinalizedGet({ bus, db }));
  opened.use(serveProofGet({ bus, ledger, role, catchUp }));
  opened.use(serveSubmit({ bus, ledger }));
  const duties = { ...core, db, finality, telemetry };
  const recovery = makeRecovery({ ...duties, bus, genesisHash: genesis.hash });

  const clock = new BlockClock();
  if (config.instantFinality) {
    opened.use(startInstantFinality({ spec, genesisHash: genesis.hash, heads, emitter, finality }));
    clock.resume(blockTime(heads.best.header).timeMs);
  }

  const author = await openAuthor(config.authorKey.reveal(), head);
  const { blockTimes } = spec;
  const orders = new SealOrders();
  const snapshots = new Snapshots({ ...duties, clock });
  const leading = {
    ...duties,
    bus,
    log,
    author,
    clock,
    orders,
    queue: pool.queue,
    blockTimes,
    chores: [makeUndo(duties), config.instantFinality ? snapshots : recovery],
    onDue(listener: () => void) {
      finality.onRefused(listener);
      snapshots.onDue(listener);
    },
    onStandstill: () => recovery.suspect(),
  };
  opened.use(startPoolSync({ bus, pool, telemetry }));
  const replica = opened.use(
    startReplica({
      database,
      role,
      catchUp,
      telemetry,
      lead: (lease, signal) => lead(leading, lease, signal),
    }),
  );
  opened.use(bus.subscribe(subjects.chainMoved, {}, () => replica.wake()));

  const pallets = () => runtimes.current.pallets;
  opened.use(startPruner({ db, window, emitter, telemetry }));
  opened.use(startIndexer({ db, pallets, heads, emitter, telemetry }));
  const history = makeHistory({ db, pallets });

  const transactions = transactionWatch({ ledger });
  const dev = makeDevVerbs({ ledger, role, clock, orders, snapshots, isAlone: config.instantFinality });
  const http = opened.use(
    await httpServer({
      service: "chain",
      log,
      metrics,
      version: VERSION,
      checks: { postgres: database.check, nats: () => bus.check() },
      routes: chainRoutes({ ledger, history, transactions, dev, json: { ss58Prefix: spec.ss58Prefix } }),
      requestsPerMinute: REQUESTS_PER_MINUTE,
      trustedProxies: config.trustedProxies,
      json: { ss58Prefix: spec.ss58Prefix },
      classify: dbError,
    }),
  );
  mountPage(http.app, ledger);
  await mountRpc(http, {
    ledger,
    transactions,
    dev,
    version: VERSION,
    reportBug: telemetry.requestFault,
    classify: dbError,
  });
  const port = await http.listen(config.port, config.host);
  log.info({ port, genesis: genesis.hash, best: ledger.best.number }, "chain ready");
  const resources = opened.move();
  return { port, ledger, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
