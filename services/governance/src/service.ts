import { useNativeHashes } from "@pha/crypto/node";
import { connectBus } from "@pha/service-kit/bus";
import { dbError } from "@pha/service-kit/db";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix } from "@pha/wire";
import { startClosing } from "./closing/start.ts";
import type { Config } from "./config.ts";
import { openGovernanceDb } from "./db/open.ts";
import { startDeliveries } from "./hooks/start.ts";
import { openHttp } from "./http.ts";
import { makeForetell } from "./ledger/foretell.ts";
import { makeSnapshots } from "./ledger/snapshot.ts";
import { makeLag } from "./projection/lag.ts";
import { makeMoves } from "./projection/moves.ts";
import { startGovernanceProjection } from "./projection/start.ts";
import { makeTelemetry } from "./telemetry.ts";

export type { Config } from "./config.ts";

/** A running governance service. */
export interface Governance extends AsyncDisposable {
  readonly port: number;
  /** Newest block that is in the tables. */
  readonly height: number;
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startGovernance(config: Config, { log, metrics, signal }: Surroundings): Promise<Governance> {
  useNativeHashes();
  await using opened = new AsyncDisposableStack();
  const { spec, genesis } = await readNetwork(config.spec, config.code);
  const json = { ss58Prefix: spec.ss58Prefix };
  const genesisHash = genesis.hash;
  const { own, readers } = opened.use(await openGovernanceDb({ url: config.databaseUrl, genesisHash, log, signal }));
  const { natsUrl: url, natsSeed: seed } = config;
  const connection = { service: "governance", url, seed, inboxPrefix: inboxPrefix("governance"), classify: dbError };
  const bus = opened.use(await connectBus({ ...connection, log, signal }));
  const { db } = own;
  const telemetry = makeTelemetry(log, metrics);
  const moved = makeMoves();
  const projection = opened.use(await startGovernanceProjection({ db, bus, log, telemetry, json, moved: moved.moved }));
  const closing = { db, bus, log, telemetry, json, moved, genesisHash, closer: config.closer };
  opened.use(startClosing(closing));
  const { hooksToken: token, hooksPrivate: mayBePrivate } = config;
  opened.use(startDeliveries({ db, telemetry, json, mayBePrivate, log, moved }));

  const snapshot = makeSnapshots({ db: readers.db, bus, genesisHash });
  const height = () => projection.height;
  const lag = makeLag({ bus, height });
  const checks = { postgres: readers.check, nats: () => bus.check(), projection: () => lag.check() };
  const { idleMs } = spec.blockTimes;
  const hooks = { db: readers.db, token, mayBePrivate };
  const foretell = makeForetell(bus);
  const deps = { spec, genesisHash, snapshot, foretell, moved, lag, json, idleMs, log, metrics, checks, height, hooks };
  const http = opened.use(await openHttp(deps, config.trustedProxies));
  const port = await http.listen(config.port, config.host);
  log.info({ port, genesis: genesisHash, block: projection.height }, "governance ready");
  const resources = opened.move();
  return {
    port,
    get height() {
      return projection.height;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
