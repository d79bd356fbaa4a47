import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainErrors } from "@pha/api";
import { chainSpecToJson, phala } from "@pha/runtime/spec";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { makeChain } from "@pha/service-kit/testing";
import { runtimeCode, testNats, testPostgres } from "@pha/testkit";
import { subjects } from "@pha/wire";
import type { Config } from "../config.ts";
import { type Governance, startGovernance } from "../service.ts";

/** Postgres, NATS, and a chain that says on NATS what a test lets it say: replicas of governance start on it. */
export interface Ground extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly bus: Bus;
  /** Newest finalized block, as the chain says, and up to which it gives blocks out. */
  readonly told: { newest: number; given: number };
  start(change?: Partial<Config>): Promise<Governance>;
  /** Settings of a process of the service. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @param events - those of each block, by its number */
export async function openGround(
  length: number,
  events: Readonly<Record<number, FinalizedBlock["events"]>> = {},
): Promise<Ground> {
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await testPostgres());
  const nats = opened.use(await testNats());
  const folder = await mkdtemp(join(tmpdir(), "governance-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const [spec, code] = [join(folder, "spec.json"), join(folder, "runtime.mjs")];
  await writeFile(spec, JSON.stringify(chainSpecToJson(phala({ programs: [] }))));
  await writeFile(code, await runtimeCode());

  const blocks = makeChain(length).map((block, i) => ({ ...block, events: events[i + 1] ?? [] }));
  const told = { newest: length, given: length };
  const bus = opened.use(await connectBus({ service: "chain", url: nats.url, log }));
  const give = bus.serve(subjects.finalizedGet, {}, ({ request: { from, limit } }) =>
    blocks.slice(from - 1, Math.min(from - 1 + limit, told.given)),
  );
  const prove = bus.serve(subjects.proofGet, {}, ({ request: { number = told.newest, keys } }) => {
    if (number > told.newest) throw chainErrors.BlockNotFound({ number });
    return { number, values: keys.map(() => undefined), proof: new Uint8Array() };
  });
  await Promise.all([give.ready, prove.ready]);

  const config: Config = {
    ...{
      port: 0,
      host: "127.0.0.1",
      trustedProxies: [],
      spec,
      code,
      closer: undefined,
      hooksToken: undefined,
      hooksPrivate: false,
    },
    ...{ databaseUrl: new Secret(postgres.url), natsUrl: nats.url, natsSeed: undefined },
  };
  const resources = opened.move();
  return {
    databaseUrl: postgres.url,
    bus,
    told,
    environment: {
      ...{ GOVERNANCE_PORT: "0", GOVERNANCE_DATABASE_URL: postgres.url, GOVERNANCE_NATS_URL: nats.url },
      ...{ GOVERNANCE_SPEC: spec, GOVERNANCE_CODE: code, GOVERNANCE_HOOKS_PRIVATE: "true" },
    },
    start: (change = {}) =>
      startGovernance(
        { ...config, ...change },
        { log, metrics: createMetrics("governance"), signal: new AbortController().signal },
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
