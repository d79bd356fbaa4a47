import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { freePort } from "./port.ts";
import { type ReadyOptions, untilReady } from "./ready.ts";

/** How anvil runs. */
export interface AnvilOptions extends ReadyOptions {
  readonly logFile: string;
  /** A free one when absent. */
  readonly port?: number;
  /** Further arguments, as `["--block-time", "1"]`; without that one it mines a block for each transaction. */
  readonly args?: readonly string[];
}

/** A running anvil: an EVM chain for development, without consensus. */
export interface Anvil extends AsyncDisposable {
  /** Of its JSON-RPC. */
  readonly url: string;
  readonly child: Child;
}

/**
 * Starts anvil, for this machine only.
 *
 * @throws `local-infra.ProcessFailed`
 */
export async function startAnvil({ logFile, port, args = [], ...ready }: AnvilOptions): Promise<Anvil> {
  const chosen = port ?? (await freePort());
  const fixed = ["--host", "127.0.0.1", "--port", String(chosen), "--silent"];
  const child = startChild({ name: "anvil", file: binary(), args: [...fixed, ...args], logFile });
  const url = `http://127.0.0.1:${chosen}`;
  await untilReady(child, () => expectBlock(url), ready);
  return { url, child, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

async function expectBlock(url: string): Promise<void> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  await answer.body?.cancel();
}

/** The program in the package for this platform; the package's own script would only start it. */
function binary(): string {
  const outer = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
  const { arch } = process;
  const name = `@foundry-rs/anvil-${process.platform}-${arch === "x64" ? "amd64" : arch}`;
  return join(dirname(createRequire(outer).resolve(`${name}/package.json`)), "bin", "anvil");
}
