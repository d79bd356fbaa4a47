import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { keypairFromUri, nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { startNetwork } from "@pha/devnet";
import { type Contract, ContractError, connect } from "@pha/sdk";
import { describeMachine } from "../machine/machine.ts";
import { readMemory } from "../machine/memory.ts";
import { code } from "./contract.ts";
import { deployMany, fillAll } from "./many-contracts.ts";
import { type Calls, measureCalls } from "./measure-calls.ts";
import { command, removeCheckpoints, type Start, startAgain, untilKept } from "./measure-starts.ts";
import { helpText, readOptions } from "./options.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const bob = keypairFromUri("//Bob", "sr25519");

/** Prints, as tables of Markdown, what commands and queries take, and the memory of a miner with many contracts. */
export async function benchContracts(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === "help") return console.log(helpText);
  const { cpu, cores, node, platform } = describeMachine();
  const dataDir = await mkdtemp(join(tmpdir(), "bench-contracts-"));
  try {
    await using network = await startNetwork({
      ...{ dataDir, ports: "free", miners: 1, console: 0, logLevel: "warn" },
      checkpointBlocks: 4,
    });
    const { chain, gatekeepers } = network.urls;
    const client = await connect({ chain, gatekeepers, primitives: nodePrimitives, recover: recoverEthAddress });
    const [contract, burner] = [await client.deploy(alice, { code }), await client.deploy(bob, { code })];
    await measureCalls(contract, alice, { ...options, commands: 1, seconds: 1 }); // warm
    console.log(`${cpu}, ${cores} cores, Node ${node}, ${platform}\n
| milliseconds | command to receipt p50 / p95 | query p50 / p95 | queries a second, 16 clients |\n| --- | --- | --- | --- |
${row("alone", await measureCalls(contract, alice, options))}`);
    const stop = keepBurning(burner);
    console.log(row("beside one that burns", await measureCalls(contract, alice, options)));
    await stop();
    if (options.history > 0) {
      const history = await client.deploy(bob, { code, salt: new Uint8Array([1]) });
      await command(history, alice, options.history);
      console.log("\n| start of the miner | seconds to its first answer | messages executed |\n| --- | --- | --- |");
      const start = (what: string, { ms, executed }: Start) =>
        console.log(`| ${what} | ${(ms / 1_000).toFixed(1)} | ${executed} |`);
      await removeCheckpoints(dataDir);
      start(`${options.history} commands before, no checkpoint`, await startAgain(network, history));
      await untilKept(network);
      start("the same, with checkpoints", await startAgain(network, history));
    }

    if (options.contracts === 0) return;
    const memory = (what: string) => {
      const { own, children } = readMemory(network.processes["miner-0"]?.pid ?? 0);
      console.log(`| ${what} | ${own} | ${children} |`);
    };
    console.log("\n| MiB resident | miner's host | its enclave |\n| --- | --- | --- |");
    memory("2 contracts");
    const many = await deployMany(client, alice, options.contracts);
    memory(`${options.contracts} contracts more`);
    await fillAll(many, alice);
    memory("their states full, 256 KiB each");
  } finally {
    await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 500 });
  }
}

function row(what: string, { commands, queries, perSecond }: Calls): string {
  const both = ({ p50, p95 }: { readonly p50: number; readonly p95: number }) =>
    `${p50.toFixed(0)} / ${p95.toFixed(0)}`;
  return `| ${what} | ${both(commands)} | ${both(queries)} | ${perSecond.toFixed(0)} |`;
}

/** Each command of the burner fails, out of gas; nothing else may happen to it. */
function mustBurn(error: unknown): void {
  if (!(error instanceof ContractError && engineErrors.GasExhausted.is(error))) throw error;
}

/** Has a contract burn, with the next command under way before the one before it is done, until it is told to stop. */
function keepBurning(contract: Contract): () => Promise<void> {
  let isOver = false;
  const burn = async () => {
    while (!isOver) await contract.command(bob, "burn", null).catch(mustBurn);
  };
  const burning = Promise.all([burn(), burn(), burn()]);
  return async () => {
    isOver = true;
    await burning;
  };
}
