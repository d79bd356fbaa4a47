import { glob, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Network as Devnet } from "@pha/devnet";
import type { Contract, Signer } from "@pha/sdk";

const atOnce = 16;
const pollMs = 50;

/** Sends a contract so many commands. */
export async function command(contract: Contract, signer: Signer, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    while (left-- > 0) await contract.command(signer, "add", 1);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** What a start of the miner took: from the end of the one before to its first answer, and messages executed until then. */
export interface Start {
  readonly ms: number;
  readonly executed: number;
}

/** Kills the only miner, and waits until the next one answers for the contract. */
export async function startAgain(network: Devnet, contract: Contract): Promise<Start> {
  const miner = network.processes["miner-0"];
  if (!miner) throw new Error("there is no miner");
  const { pid } = miner;
  miner.kill("SIGKILL");
  const began = performance.now();
  await until(async () => miner.pid !== pid && miner.pid !== 0 && (await contract.query("sum")) !== undefined);
  return { ms: performance.now() - began, executed: await countOf(network, "messages_executed") };
}

/** Waits until the miner has made a checkpoint of each of three contracts since its start. */
export const untilKept = (network: Devnet): Promise<void> =>
  until(async () => (await countOf(network, "checkpoints")) >= 3);

async function countOf({ miners: [url] }: Devnet, name: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^miner_${name}_total\\S* (\\d+)`, "m").exec(metrics)?.[1]);
}

/** Removes all checkpoints of the network in a folder. */
export async function removeCheckpoints(dataDir: string): Promise<void> {
  for await (const folder of glob(`${dataDir}/miner/**/checkpoints`)) await rm(folder, { recursive: true });
}

/** What fails meanwhile is nobody's there to answer. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await delay(pollMs);
}
