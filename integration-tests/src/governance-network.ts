import { openGround } from "@pha/chain/testing";
import { type Config, type Governance, startGovernance } from "@pha/governance";
import { phala } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { eventually, testPostgres } from "@pha/testkit";

// biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
type Answer = any;

/** A chain that certifies its own blocks, which are sealed when a test wants them, and two replicas of governance on it. */
export interface GovernanceNetwork extends AsyncDisposable {
  /** Two, on one database. */
  readonly replicas: readonly Governance[];
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  /** One more replica, with other settings. */
  start(change: Partial<Config>): Promise<Governance>;
  readonly chain: string;
  /** Settings of a process of the service, on a database of its own. */
  environment(databaseUrl: string): Readonly<Record<string, string>>;
  /** Asks the chain. */
  askChain(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Answer }>;
  /** Asks the replicas in turns: the one that is asked has seen all blocks that were sealed before. */
  ask(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Answer }>;
  /** Signs calls as development accounts, has each dispatched, and fails unless all succeed. Gives the block. */
  act(from: string, pallet: string, call: string, args: unknown): Promise<number>;
  /** Seals blocks up to a height. */
  sealTo(height: number): Promise<void>;
  /** Newest block of the chain. */
  height(): Promise<number>;
}

const spec = phala({ programs: [] });
const validators = { ...spec.genesis.validators, set: spec.genesis.validators.set.slice(0, 1) };

export async function startGovernanceNetwork(): Promise<GovernanceNetwork> {
  await using opened = new AsyncDisposableStack();
  const ground = opened.use(await openGround({ genesis: { ...spec.genesis, validators } }));
  const chain = opened.use(await ground.start({ instantFinality: true }));
  const postgres = opened.use(await testPostgres());
  const { natsUrl, natsSeed, spec: specFile, code } = ground.config;
  const start = (change: Partial<Config> = {}) =>
    startGovernance(
      {
        ...{ port: 0, host: "127.0.0.1", trustedProxies: [], natsUrl, natsSeed, spec: specFile, code },
        closer: undefined,
        hooksToken: undefined,
        hooksPrivate: false,
        databaseUrl: new Secret(postgres.url),
        ...change,
      },
      { log, metrics: createMetrics("governance"), signal: new AbortController().signal },
    );
  const replicas = [opened.use(await start()), opened.use(await start())];
  const urls = {
    chain: `http://127.0.0.1:${chain.port}`,
    replicas: replicas.map(({ port }) => `http://127.0.0.1:${port}`),
  };
  let asked = 0;

  const asking = async (url: string, body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(
      url,
      body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) },
    );
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const height = async (): Promise<number> => (await asking(`${urls.chain}/v1/blocks/finalized/header`)).body.number;

  const resources = opened.move();
  return {
    replicas,
    urls: urls.replicas,
    databaseUrl: postgres.url,
    start,
    chain: urls.chain,
    environment: (databaseUrl) => ({
      ...{ GOVERNANCE_PORT: "0", GOVERNANCE_NATS_URL: natsUrl, GOVERNANCE_DATABASE_URL: databaseUrl },
      ...{ GOVERNANCE_SPEC: specFile, GOVERNANCE_CODE: code },
    }),
    height,
    askChain: (path, body) => asking(`${urls.chain}${path}`, body),
    async ask(path, body) {
      const wanted = await height();
      const turn = asked++ % replicas.length;
      await eventually(() => (replicas[turn]?.height ?? 0) >= wanted);
      return asking(`${urls.replicas[turn]}${path}`, body);
    },
    async act(from, pallet, call, args) {
      const { status, body } = await asking(`${urls.chain}/v1/dev/submit`, { from, pallet, call, args });
      if (status !== 202) throw new Error(JSON.stringify(body));
      const { body: found } = await eventually(async () => {
        const answer = await asking(`${urls.chain}/v1/transactions/${body.hash}`);
        return answer.body.status === "finalized" && answer;
      });
      if (!found.ok) throw new Error(`${pallet}.${call}: ${found.reason}`);
      return found.block.number;
    },
    async sealTo(to) {
      while ((await height()) < to) await asking(`${urls.chain}/v1/dev/blocks`, {});
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
