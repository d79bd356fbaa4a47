import { glob, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keypairFromUri, nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { type Network, startNetwork } from "@pha/devnet";
import { connect } from "@pha/sdk";
import { code } from "../contracts/contract.ts";
import { describeMachine } from "../machine/machine.ts";
import { readMemory } from "../machine/memory.ts";
import { heightOf, seal } from "./seal.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const pollMs = 50;
/** What an enclave's host keeps for its next start, beside its identity and its keys. */
const kept = ["gatekeeper/**/milestone.sealed", "miner/**/milestone.sealed", "miner/**/checkpoints"];

/**
 * Prints, as a table of Markdown, what the start of a gatekeeper and of a miner takes on chains of these lengths: with
 * what they kept, and without it.
 */
export async function benchLengths(lengths: readonly number[]): Promise<void> {
  const { cpu, cores, node, platform } = describeMachine();
  const dataDir = await mkdtemp(join(tmpdir(), "bench-lengths-"));
  try {
    await using network = await startNetwork({
      ...{ dataDir, ports: "free", miners: 1, console: 0, logLevel: "warn" },
      checkpointBlocks: 4,
    });
    const { chain, gatekeepers } = network.urls;
    const client = await connect({ chain, gatekeepers, primitives: nodePrimitives, recover: recoverEthAddress });
    // One that nobody needs any more, and one that is used.
    const [idle, used] = [
      await client.deploy(alice, { code }),
      await client.deploy(alice, { code, salt: Uint8Array.of(1) }),
    ];
    await idle.command(alice, "add", 1);
    console.log(`${cpu}, ${cores} cores, Node ${node}, ${platform}\n
| blocks | gatekeeper, s | MiB of its enclave | miner, s | MiB of its enclave | messages executed |\n| --- | --- | --- | --- | --- | --- |`);
    for (const length of lengths) {
      await used.command(alice, "add", 1);
      await seal(chain, length - (await heightOf(chain)));
      console.log(await measure(network, String(length)));
      for (const pattern of kept)
        for await (const path of glob(join(dataDir, pattern))) await rm(path, { recursive: true });
      console.log(await measure(network, `${length}, nothing kept`));
    }
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 500 });
  }
}

async function measure(network: Network, what: string): Promise<string> {
  const { gatekeepers, miners } = { gatekeepers: network.urls.gatekeepers, miners: network.miners };
  const gatekeeper = await restart(network, "gatekeeper-0", gatekeepers[0] as string);
  const miner = await restart(network, "miner-0", miners[0] as string);
  const metrics = await (await fetch(`${miners[0]}/metrics`)).text();
  const executed = /^miner_messages_executed_total\S* (\d+)/m.exec(metrics)?.[1];
  return `| ${what} | ${gatekeeper.seconds} | ${gatekeeper.mib} | ${miner.seconds} | ${miner.mib} | ${executed} |`;
}

/** Kills a process, and waits until the next one in its place serves. */
async function restart(network: Network, name: string, url: string) {
  const victim = network.processes[name];
  if (!victim) throw new Error(`there is no ${name}`);
  const { pid } = victim;
  victim.kill("SIGKILL");
  const began = performance.now();
  const serves = async () => ![0, pid].includes(victim.pid) && (await fetch(`${url}/readyz`)).ok;
  // What fails meanwhile is nobody's there to answer.
  while (!(await serves().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, pollMs));
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  return { seconds, mib: readMemory(victim.pid).children };
}
