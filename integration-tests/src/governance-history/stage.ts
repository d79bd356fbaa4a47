import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Chain } from "@pha/chain";
import { openGround } from "@pha/chain/testing";
import { type Incident, type Supervised, supervise } from "@pha/devnet";
import { type Child, freePort, startPostgres, startProcess, untilReady } from "@pha/local-infra";
import { phala } from "@pha/runtime/spec";
import { ask } from "../http.ts";

const run = promisify(execFile);
const service = join(import.meta.dirname, "../../../services/governance/src");

/** A chain that seals a block when it is told to, and, on a Postgres of their own, two processes of governance. */
export interface Stage extends AsyncDisposable {
  readonly ledger: Chain["ledger"];
  /** Seals a block, which is final at once. */
  seal(): Promise<void>;
  /** Remembers the chain as it is. Gives what takes it back there, as nothing but development's does. */
  snapshot(): Promise<() => Promise<void>>;
  /** What may be killed, and is started again then. */
  readonly victims: readonly Supervised[];
  /** How processes ended, all of them. */
  readonly ends: readonly string[];
  readonly databaseUrl: string;
  /** Replicas of governance. */
  readonly urls: readonly string[];
  /** Empties the tables, by the command of the documentation. */
  rebuild(): Promise<void>;
}

const spec = phala({ programs: [] });
const validators = { ...spec.genesis.validators, set: spec.genesis.validators.set.slice(0, 1) };
/** Days so short that all periods end within some blocks. */
const parameters = { ...spec.genesis.parameters, blocksPerDay: 2 };
/** No block is sealed but by order. */
const blockTimes = { minimumMs: 3_600_000, gatherMs: 0, idleMs: 3_600_000 };
/** Whoever is killed is started again, however often. */
const patience = { quickMs: 0, attempts: 1, firstRestMs: 10, longestRestMs: 10 };

export async function openStage(): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const ground = opened.use(await openGround({ blockTimes, genesis: { ...spec.genesis, validators, parameters } }));
  const chain = opened.use(await ground.start({ instantFinality: true, archive: true }));
  const folder = await mkdtemp(join(tmpdir(), "history-"));
  opened.defer(() => rm(folder, { recursive: true }));

  const ends: string[] = [];
  const tell = (incident: Incident) => {
    if (incident.type !== "back") ends.push(`${incident.name}: ${incident.how}`);
  };
  let databaseUrl = "";
  const launchPostgres = async () => {
    const { url, child } = await startPostgres({ dir: folder, logFile: join(folder, "postgres.log") });
    databaseUrl = url;
    return child;
  };
  const logFile = join(folder, "processes.log");
  const postgres = { name: "postgres", logFile, launch: launchPostgres, ready: async () => {} };
  const victims = [opened.use(await supervise(postgres, { tell, patience }))];

  const { natsUrl, spec: specFile, code } = ground.config;
  const urls: string[] = [];
  for (const name of ["governance-0", "governance-1"]) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...{ GOVERNANCE_PORT: String(port), GOVERNANCE_NATS_URL: natsUrl, GOVERNANCE_DATABASE_URL: databaseUrl },
      ...{ GOVERNANCE_SPEC: specFile, GOVERNANCE_CODE: code },
    };
    const program = {
      ...{ name, logFile },
      launch: () => startProcess({ name, file: join(service, "main.ts"), env, logDir: folder }),
      ready: (child: Child, withinMs: number) => untilReady(child, () => expectServing(url), { withinMs }),
    };
    victims.push(opened.use(await supervise(program, { tell, patience })));
    urls.push(url);
  }

  const tellChain = async (path: string) => {
    const { status, body } = await ask(`http://127.0.0.1:${chain.port}/v1/dev/${path}`, {});
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  const resources = opened.move();
  return {
    ledger: chain.ledger,
    seal: () => tellChain("blocks"),
    async snapshot() {
      const { id } = await tellChain("snapshots");
      return () => tellChain(`snapshots/${id}/revert`);
    },
    victims,
    ends,
    databaseUrl,
    urls,
    async rebuild() {
      const env = { ...process.env, GOVERNANCE_DATABASE_URL: databaseUrl };
      await run(process.execPath, [join(service, "rebuild/main.ts")], { env });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function expectServing(url: string): Promise<void> {
  const { status } = await ask(`${url}/readyz`);
  if (status !== 200) throw new Error(`${url}/readyz: ${status}`);
}
