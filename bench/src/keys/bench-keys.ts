import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { keypairFromUri, nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { startNetwork } from "@pha/devnet";
import { makeCall, readState } from "@pha/frame";
import { contracts, gatekeepers, groupKeyOf, sudo } from "@pha/runtime/spec";
import { connect, type Network } from "@pha/sdk";
import { code } from "../contracts/contract.ts";
import { percentiles } from "../load/percentiles.ts";
import { describeMachine } from "../machine/machine.ts";
import { helpText, type KeysOptions, readOptions } from "./options.ts";
import { verificationMs } from "./verification.ts";

const alice = keypairFromUri("//Alice", "sr25519");

/** Prints, as a table of Markdown, what making, sharing and releasing keys takes in whole networks. */
export async function benchKeys(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === "help") return console.log(helpText);
  const { cpu, cores, node, platform } = describeMachine();
  console.log(`${cpu}, ${cores} cores, Node ${node}, ${platform}\n
| gatekeepers | threshold | master key made | shared anew | a contract's keys p50 / p95 | one block verified in an enclave |
| --- | --- | --- | --- | --- | --- |`);
  for (const count of options.gatekeepers) console.log(await row(count, options));
}

async function row(count: number, { contracts: deployed }: KeysOptions): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-keys-"));
  try {
    const options = { gatekeepers: count, miners: 1, governance: 0, console: 0, logLevel: "warn" } as const;
    await using network = await startNetwork({ dataDir, ports: "free", ...options });
    const { chain, gatekeepers: urls } = network.urls;
    const client = await connect({ chain, gatekeepers: urls, primitives: nodePrimitives, recover: recoverEthAddress });

    const made = await sinceStart(client, "GroupKeyMade");
    await shareAnew(client);
    const anew = await sinceStart(client, "KeyReshared");
    const { threshold } = (await sharing(client)) ?? { threshold: 0 };
    for (let i = 0; i < deployed; i++) await client.deploy(alice, { code });
    const { p50, p95 } = percentiles(await releases(client, deployed));
    const { number } = (await client.head()).header;
    const verified = await verificationMs(chain, number);
    const cells = [count, threshold, ms(made), ms(anew), `${ms(p50)} / ${ms(p95)}`, ms(verified, 2)];
    return `| ${cells.join(" | ")} |`;
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 500 });
  }
}

/** Block time of the newest of some events since the key generation, or sharing, that it ended began. */
async function sinceStart(client: Network, name: string): Promise<number> {
  const [ended] = await newest(client, gatekeepers.name, name, 1);
  const end = ended?.timeMs ?? Number.NaN;
  const began = (await newest(client, gatekeepers.name, "RoundStarted", 8)).find(({ timeMs }) => timeMs < end);
  return end - (began?.timeMs ?? Number.NaN);
}

/** Block times from when contracts were made until their keys were there. */
async function releases(client: Network, count: number): Promise<number[]> {
  const made = await newest(client, contracts.name, "Instantiated", count);
  const keyed = await newest(client, contracts.name, "KeyPublished", count);
  const madeAt = new Map(made.map(({ fields, timeMs }) => [fields["contract"], timeMs]));
  return keyed.map(({ fields, timeMs }) => timeMs - (madeAt.get(fields["contract"]) ?? Number.NaN));
}

async function newest(client: Network, pallet: string, name: string, limit: number) {
  const { events } = await client.findEvents({ pallet, name, limit });
  const times = events.map(async ({ block, fields }) => {
    const { timeMs } = await client.block(block.number);
    return { fields: Object(fields) as Readonly<Record<string, unknown>>, timeMs: Number(timeMs) };
  });
  return Promise.all(times);
}

/** Has the key shared anew, once, and waits until it is. */
async function shareAnew(client: Network): Promise<void> {
  const before = await sharing(client);
  const setTimes = (reshare_ticks: number) =>
    client.submit(
      alice,
      makeCall(sudo, "sudo", { call: makeCall(gatekeepers, "set_times", { window_ticks: 60, reshare_ticks }) }),
    );
  await setTimes(1);
  while ((await sharing(client))?.round === before?.round) await delay(50);
  await setTimes(0);
}

async function sharing(client: Network) {
  await client.head();
  return client.read((state) => groupKeyOf(readState(gatekeepers, state)));
}

const ms = (value: number, digits = 0): string => `${value.toFixed(digits)} ms`;
