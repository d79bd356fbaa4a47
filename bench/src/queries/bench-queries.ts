import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { keypairFromUri, recoverEthAddress } from "@pha/crypto/node";
import { type Network, startNetwork } from "@pha/devnet";
import { connect } from "@pha/sdk";
import { cpuBetween, readCpu } from "../machine/cpu.ts";
import { describeMachine } from "../machine/machine.ts";
import { contractCode, numbers, sum } from "./adding.ts";
import { type Asked, askFor } from "./measure.ts";
import { helpText, type QueriesOptions, readOptions } from "./options.ts";
import { measureParts } from "./parts.ts";
import { startMiniflare, startWorkerd } from "./peers.ts";

const alice = keypairFromUri("//Alice", "sr25519");

/** Prints, as tables of Markdown, how fast queries are, beside what people know, and where their time goes. */
export async function benchQueries(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === "help") return console.log(helpText);
  const { cpu, cores, node, platform } = describeMachine();
  console.log(`${cpu}, ${cores} cores, Node ${node}, ${platform}, load ${loadavg()[0]?.toFixed(1)} before\n`);
  const dataDir = await mkdtemp(join(tmpdir(), "bench-queries-"));
  try {
    const peers: Record<string, Both> = {};
    for (const [name, start] of Object.entries({ workerd: () => startWorkerd(dataDir), miniflare: startMiniflare })) {
      await using peer = await start();
      peers[name] = await both(peer.ask, options);
    }
    await using network = await startNetwork({ dataDir, ports: "free", miners: 1, console: 0, logLevel: "warn" });
    const ours = await measureOurs(network, options);
    const most = peers["miniflare"]?.all.perSecond ?? Number.NaN;
    const rows = Object.entries({ ...peers, "one-off queries": ours.alone, "in a session": ours.inSession }).map(
      ([name, { one, all }]) =>
        `| ${name} | ${ms(one)} | ${one.perSecond.toFixed(0)} | ${ms(all)} | ${all.perSecond.toFixed(0)} | ${(all.perSecond / most).toFixed(3)} |`,
    );
    console.log(`| | p50 / p95 ms, 1 client | a second | p50 / p95 ms, ${options.clients} clients | a second | of miniflare's |
| --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`);
    printCpu(ours, options);
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 500 });
  }
  const parts = Object.entries(await measureParts()).map(([what, us]) => `| ${what} | ${us.toFixed(0)} |`);
  console.log(
    `\n| alone, at the median | µs |\n| --- | --- |\n${parts.join("\n")}\n\nload ${loadavg()[0]?.toFixed(1)} after`,
  );
}

/** By one client, and by some at a time. */
interface Both {
  readonly one: Asked;
  readonly all: Asked;
}

/** CPU microseconds of a query, by process. */
interface Ours extends Both {
  readonly cpu: { readonly one: Readonly<Record<string, number>>; readonly all: Readonly<Record<string, number>> };
}

async function both(ask: () => Promise<unknown>, { clients, seconds }: QueriesOptions): Promise<Both> {
  await askFor(ask, clients, 1); // warm
  return { one: await askFor(ask, 1, seconds), all: await askFor(ask, clients, seconds) };
}

async function measureOurs(network: Network, options: QueriesOptions): Promise<Record<"alone" | "inSession", Ours>> {
  const { chain, gatekeepers } = network.urls;
  const client = await connect({ chain, gatekeepers, recover: recoverEthAddress });
  const contract = await client.deploy(alice, { code: contractCode });
  const asking = (session: "never" | "require") => async () => {
    const { value } = await contract.query("add", numbers, { session });
    if (value !== sum) throw new Error("the contract cannot add");
  };
  const alone = await measureAsking(network, asking("never"), options);
  return { alone, inSession: await measureAsking(network, asking("require"), options) };
}

async function measureAsking(
  network: Network,
  ask: () => Promise<void>,
  { clients, seconds }: QueriesOptions,
): Promise<Ours> {
  await askFor(ask, clients, 2); // warm
  const pids = pidsOf(network);
  const measured = async (count: number) => {
    const before = { ...readCpu(pids), client: ownCpu() };
    const asked = await askFor(ask, count, seconds);
    const used = cpuBetween(before, { ...readCpu(pids), client: ownCpu() });
    const micros = Object.entries(used).map(([name, cpu]) => [name, (1e6 * cpu) / asked.count]);
    return { asked, cpu: Object.fromEntries(micros) as Record<string, number> };
  };
  const one = await measured(1);
  const all = await measured(clients);
  return { one: one.asked, all: all.asked, cpu: { one: one.cpu, all: all.cpu } };
}

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Processes that a query passes through; the miner's contains its enclave, which is its child. */
function pidsOf({ processes }: Network): Record<string, number> {
  const pid = (name: string) => processes[name]?.pid ?? 0;
  const enclaveOf = (host: number) =>
    Number(readFileSync(`/proc/${host}/task/${host}/children`, "utf8").trim().split(" ")[0]);
  const gatekeepers = Object.keys(processes).filter((name) => name.startsWith("gatekeeper-"));
  return {
    ...Object.fromEntries(gatekeepers.map((name) => [name, pid(name)])),
    nats: pid("nats"),
    miner: pid("miner-0"),
    enclave: enclaveOf(pid("miner-0")),
    chain: pid("chain-0"),
  };
}

function printCpu(ours: Readonly<Record<"alone" | "inSession", Ours>>, { clients }: QueriesOptions): void {
  const gatekeepers = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).reduce((total, [name, us]) => total + (name.startsWith("gatekeeper-") ? us : 0), 0);
  const { alone, inSession } = ours;
  const all = [alone.cpu.one, alone.cpu.all, inSession.cpu.one, inSession.cpu.all];
  const rows = all.map((of, i) => {
    const { client = 0, nats = 0, miner = 0, enclave = 0, chain = 0 } = of;
    const cells = [client, gatekeepers(of), nats, miner - enclave, enclave, chain].map((us) => us.toFixed(0));
    return `| ${i < 2 ? "one-off" : "in a session"} | ${i % 2 === 0 ? 1 : clients} | ${cells.join(" | ")} |`;
  });
  console.log(`| CPU µs of a query | clients | client | gatekeepers: HTTP, broker | NATS | miner's host | enclave and engine | chain, which goes on |
| --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}`);
}

const ms = ({ times: { p50, p95 } }: Asked): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
