import { resolve } from "node:path";
import type { Hex } from "@pha/codec";
import { cachedPage } from "@pha/console/build";
import type { LogLevel } from "@pha/service-kit/log";
import {
  type Counts,
  forServices,
  processName,
  type ServiceName,
  serviceNames,
  serviceOf,
  usualCounts,
} from "@pha/wire";
import { claim } from "./claim.ts";
import { type Crew, makeCrew } from "./crew.ts";
import { ensureDatabase } from "./database.ts";
import { earlierMiners, tooFewMiners } from "./earlier-miners.ts";
import { forget, hasLedger } from "./forget.ts";
import { inParallel } from "./in-parallel.ts";
import { buildNetwork } from "./network-files.ts";
import { cacheDir, type Places, placesIn } from "./paths.ts";
import { planServices, type ServicePlan } from "./plan.ts";
import { choosePorts, type Ports } from "./ports.ts";
import { natsProgram, postgresProgram, serviceProgram } from "./programs.ts";
import { printing, type Report, silent } from "./report.ts";
import { makeSecrets } from "./secrets.ts";
import type { Supervised } from "./supervise.ts";

/** Processes to start, and the folder of the network. */
export interface StartOptions {
  /** Folder of everything the network keeps; made at the first start. */
  readonly dataDir: string;
  /** The ports that documents name (default), or whatever is free. */
  readonly ports?: "default" | "free";
  readonly network?: "phala" | "khala";
  /** Replicas of the chain, 1 when absent. */
  readonly chains?: number;
  /** Folder with the spec and runtime of a state to begin with. */
  readonly from?: string | undefined;
  /** Random bytes of a new network's genesis, drawn when absent; `from` brings its own. */
  readonly salt?: Hex | undefined;
  /** As many as the network had before when absent, or 1. */
  readonly miners?: number | undefined;
  /** Part of genesis: 3 when absent. */
  readonly gatekeepers?: number;
  /** Part of genesis: 4 when absent, which is also the most. */
  readonly validators?: number;
  /** Part of genesis: nobody has root authority. */
  readonly withoutSudo?: boolean;
  /** Replicas of governance, 1 when absent. */
  readonly governance?: number;
  /** Replicas of the console, 1 when absent. */
  readonly console?: number;
  /** Only the chain, which certifies its blocks itself: nothing else runs. */
  readonly chainOnly?: boolean;
  /** Servers, `host:port`, that contracts may fetch from although they are private, or without TLS. */
  readonly httpAllow?: readonly string[];
  /** File with a certificate authority, in PEM, that contracts trust besides. */
  readonly httpCa?: string | undefined;
  /** Blocks from one checkpoint of a contract to the next, at least; as miners have it when absent. */
  readonly checkpointBlocks?: number;
  /** Least urgent level that services log, `info` when absent. */
  readonly logLevel?: LogLevel;
  /** `false` prints a line per part. */
  readonly quiet?: boolean;
  /** Forgets the network that the folder holds. */
  readonly fresh?: boolean;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/** A running network. Disposing it stops services, then NATS and Postgres. */
export interface Network extends AsyncDisposable {
  readonly urls: NetworkUrls;
  /** Where each miner tells its health and metrics. */
  readonly miners: readonly string[];
  /** `postgres`, `nats`, `chain-0` …, `relay-0` …, `gatekeeper-0` …, `miner-0` …, `governance-0` …, `console-0` … */
  readonly processes: Readonly<Record<string, Supervised>>;
}

/** Where a network is reached. */
export interface NetworkUrls {
  /** REST and documentation of the chain; its first replica. */
  readonly chain: string;
  /** All replicas. */
  readonly chains: readonly string[];
  /** JSON-RPC of the first replica. */
  readonly ws: string;
  readonly gatekeepers: readonly string[];
  /** REST and documentation of each replica of governance. */
  readonly governance: readonly string[];
  /** The page for people, of each replica of the console. */
  readonly consoles: readonly string[];
}

/**
 * Starts a whole network as processes of this machine, and starts again what ends by itself.
 * The processes end with this one, however that ends.
 *
 * @throws `devnet.AlreadyRunning`, `PortTaken`, `NetworkChanged`; `local-infra.ProcessFailed` and what else keeps Postgres
 * and NATS from starting. Nothing is left running then.
 */
export async function startNetwork(options: StartOptions): Promise<Network> {
  const {
    chainOnly = false,
    gatekeepers = usualCounts.gatekeeper,
    network = "phala",
    withoutSudo = false,
    from,
    salt,
  } = options;
  const report = (options.quiet ?? true) ? silent : printing(console.log);
  const outer = options.signal ?? new AbortController().signal;
  const places = placesIn(resolve(options.dataDir));

  await using opened = new AsyncDisposableStack();
  const claimed = opened.use(await claim(places.claim));
  if (options.fresh || !hasLedger(places)) forget(places);
  const earlier = earlierMiners(places.folders.miner);
  const counts = countsOf({ ...options, miners: options.miners ?? (earlier || undefined) });
  const validators = chainOnly ? 1 : counts.relay;
  const ports = await choosePorts(counts, options.ports ?? "default");
  const crew = opened.use(makeCrew({ tell: report.incident, onPid: claimed.note }));

  const [natsUrl, files, page] = await inParallel(
    [
      (signal) => startServers(crew, counts, places, report, signal),
      async () => {
        const began = performance.now();
        const genesis = { network, validators, gatekeepers, withoutSudo, from, salt };
        const made = await buildNetwork(places.network, genesis);
        report.part("programs", "runtime and enclave programs bundled and measured", performance.now() - began);
        return made;
      },
      async () => {
        if (counts.console === 0) return "";
        const began = performance.now();
        const built = await cachedPage(cacheDir);
        report.part("page", "of the console, bundled", performance.now() - began);
        return built;
      },
    ],
    outer,
  );

  const chosen = { miner: minerSettingsOf(options), console: consoleSettingsOf(page, counts, ports) };
  const plan = planServices({ counts, ports, files, natsUrl, logLevel: options.logLevel ?? "info", chosen, places });
  const began = performance.now();
  const group = (service: ServiceName) => async (signal: AbortSignal) => {
    const plans = plan[service];
    if (plans.length === 0) return;
    await crew.start(
      plans.map((one) => serviceProgram(one, places, report)),
      signal,
    );
    report.part(serviceOf(service).title, describeGroup(service, plans), performance.now() - began);
  };
  await inParallel(serviceNames.map(group), outer);
  const few = chainOnly ? undefined : tooFewMiners(counts.miner, earlier);
  if (few !== undefined) report.remark(few);

  const chains = plan.chain.map(({ url }) => url);
  const [first = ""] = chains;
  claimed.setUrl(chains.join(" "));
  const resources = opened.move();
  return {
    urls: {
      chain: first,
      chains,
      ws: first.replace("http", "ws"),
      gatekeepers: plan.gatekeeper.map(({ url }) => url),
      governance: plan.governance.map(({ url }) => url),
      consoles: plan.console.map(({ url }) => url),
    },
    miners: plan.miner.map(({ url }) => url),
    processes: crew.processes,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function countsOf({ chainOnly, chains, validators, gatekeepers, miners, governance, ...of }: StartOptions): Counts {
  if (chainOnly) return forServices((service) => (service === "chain" ? 1 : 0));
  const asked: Partial<Record<ServiceName, number | undefined>> = {
    chain: chains,
    relay: validators,
    gatekeeper: gatekeepers,
    miner: miners,
    governance,
    console: of.console,
  };
  return forServices((service, { count }) => asked[service] ?? count);
}

/** Those of a miner. */
const minerSettingsOf = ({ httpAllow = [], httpCa, checkpointBlocks }: StartOptions): Record<string, string> => ({
  ...(checkpointBlocks !== undefined && { CHECKPOINT_BLOCKS: String(checkpointBlocks) }),
  ...(httpAllow.length > 0 && { HTTP_ALLOW: httpAllow.join(",") }),
  ...(httpCa !== undefined && { HTTP_CA: resolve(httpCa) }),
});

/** Those of the console: where browsers find everything else. */
function consoleSettingsOf(page: string, counts: Counts, ports: Ports): Record<string, string> {
  const urls = (service: ServiceName) =>
    Array.from({ length: counts[service] }, (_, i) => `http://127.0.0.1:${ports[processName(service, i)]}`);
  const [governance] = urls("governance");
  return {
    PAGE: page,
    CHAIN_URL: urls("chain")[0] ?? "",
    GATEKEEPER_URLS: urls("gatekeeper").join(","),
    ...(governance === undefined ? {} : { GOVERNANCE_URL: governance }),
  };
}

/** `3 of 3 serve, at 8000 8001 8002`; the ports only where people know them. */
function describeGroup(service: ServiceName, plans: readonly ServicePlan[]): string {
  const ports = plans.map(({ url }) => new URL(url).port).join(" ");
  return `${plans.length} of ${plans.length} serve${serviceOf(service).hasKnownPort ? `, at ${ports}` : ""}`;
}

/** Postgres with the services' databases, then NATS with their users. Returns the URL of NATS. */
async function startServers(
  crew: Crew,
  counts: Counts,
  places: Places,
  report: Report,
  signal: AbortSignal,
): Promise<string> {
  let began = performance.now();
  const postgres = postgresProgram(places, report);
  await crew.start([postgres], signal);
  const { host } = new URL(postgres.url());
  const { users, passwords } = makeSecrets(places.secrets, { postgres: host, counts });
  for (const [service, password] of passwords) await ensureDatabase(postgres.url(), service, password);
  report.part("postgres", host, performance.now() - began);

  began = performance.now();
  const nats = natsProgram(places, users, report);
  await crew.start([nats], signal);
  report.part("nats", new URL(nats.url()).host, performance.now() - began);
  return nats.url();
}
