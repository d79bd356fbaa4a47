import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { utf8 } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import { nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { type Network as Devnet, startNetwork } from "@pha/devnet";
import { type ConnectOptions, type Contract, connect, type Network, type Signer } from "@pha/sdk";
import type { LogLevel } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { alice } from "./parties.ts";

/** A network that answers confidential calls, and a client of it. */
export interface WholeNetwork extends AsyncDisposable {
  readonly devnet: Devnet;
  readonly client: Network;
  readonly dataDir: string;
  /** A client that knows nothing yet. */
  readonly connect: (options?: Partial<ConnectOptions>) => Promise<Network>;
}

/** Starts chain, four validators, gatekeepers and miners on free ports, with everything in a folder of its own. */
export async function startWholeNetwork({
  miners,
  gatekeepers: count = 3,
  logLevel = "info",
  withoutSudo = false,
  dataDir: known,
  ...ofMiners
}: {
  readonly miners: number;
  readonly gatekeepers?: number;
  readonly logLevel?: LogLevel;
  readonly withoutSudo?: boolean;
  /** Of a network that was started before; it stays. */
  readonly dataDir?: string;
  readonly checkpointBlocks?: number;
  readonly httpAllow?: readonly string[];
  readonly httpCa?: string;
}): Promise<WholeNetwork> {
  await using opened = new AsyncDisposableStack();
  const dataDir = known ?? (await mkdtemp(join(tmpdir(), "network-")));
  if (known === undefined) opened.defer(() => rm(dataDir, { recursive: true }));
  const counts = { miners, gatekeepers: count, governance: 0, console: 0 };
  const devnet = opened.use(
    await startNetwork({ dataDir, ports: "free", ...counts, logLevel, withoutSudo, ...ofMiners }),
  );
  const { chain, gatekeepers } = devnet.urls;
  const usual = { chain, gatekeepers, primitives: nodePrimitives, recover: recoverEthAddress };
  const open = (options: Partial<ConnectOptions> = {}) => connect({ ...usual, ...options });
  const client = await open();
  const resources = opened.move();
  return { devnet, client, dataDir, connect: open, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const auctionFolder = join(import.meta.dirname, "../../contracts/sealed-bid-auction");

/** Deploys the sealed-bid auction that ships with the network. */
export async function deployAuction(client: Network, deployer: Signer = alice): Promise<Contract> {
  const { code } = await bundleContract(auctionFolder);
  return client.deploy(deployer, { code: utf8(code) });
}

/** Number of the newest certified block. */
export const newestBlock = async (client: Network): Promise<number> => (await client.head()).header.number;

/** Waits until a majority of the cluster has agreed on the state that answers are computed on. */
export async function untilAgreed(client: Network, contract: Contract, args: unknown): Promise<void> {
  await eventually(
    async () => {
      await client.head(); // facts are proven at the newest head the client knows
      return (await contract.query("status", args)).verified.tagAgreed === true;
    },
    { withinMs: 120_000 },
  );
}

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** Runs a TypeScript file or a script of the repository as people do. */
export async function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
  return stdout;
}
