import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentAuthor, developmentValidators } from "@pha/runtime/spec";
import { testNats, testPostgres } from "@pha/testkit";
import { Secret } from "../../packages/service-kit/src/config.ts";
import { silentLog } from "../../packages/service-kit/src/log.ts";
import { createMetrics } from "../../packages/service-kit/src/metrics.ts";
import { startChain } from "../../services/chain/src/service.ts";
import { startRelay } from "../../services/relay/src/service.ts";

/** A running network that clients can connect to. */
export interface Network extends AsyncDisposable {
  readonly http: string;
  readonly ws: string;
}

/** A chain and its four validators, in this process. */
export async function startNetwork(): Promise<Network> {
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await testPostgres());
  const nats = opened.use(await testNats());
  const folder = await mkdtemp(join(tmpdir(), "network-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const code = join(folder, "runtime.js");
  await writeFile(code, "export {};");
  const common = { host: "127.0.0.1", port: 0, natsUrl: nats.url, natsSeed: undefined, spec: "phala", code };
  const around = (service: string) => ({
    log: silentLog,
    metrics: createMetrics(service),
    signal: new AbortController().signal,
  });
  for (const [i, { secret }] of developmentValidators.entries()) {
    const config = { ...common, key: new Secret(secret), dataDir: join(folder, `relay-${i}`) };
    opened.use(await startRelay(config as never, around("relay")));
  }
  const config = { ...common, databaseUrl: new Secret(postgres.url), authorKey: new Secret(developmentAuthor.secret) };
  const chain = opened.use(await startChain(config, around("chain")));
  const resources = opened.move();
  const at = `127.0.0.1:${chain.port}`;
  return { http: `http://${at}`, ws: `ws://${at}`, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
