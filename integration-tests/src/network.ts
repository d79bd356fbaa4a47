import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Network as Devnet, startNetwork as startDevnet } from "@pha/devnet";

/** A running network that clients can connect to. */
export interface Network extends AsyncDisposable {
  readonly http: string;
  readonly ws: string;
  readonly devnet: Devnet;
}

/** The smallest network: a chain or several, four validators, two gatekeepers, no miner. */
export async function startNetwork({ chains = 1 }: { readonly chains?: number } = {}): Promise<Network> {
  await using opened = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "network-"));
  opened.defer(() => rm(dataDir, { recursive: true }));
  const devnet = opened.use(
    await startDevnet({ dataDir, ports: "free", chains, miners: 0, gatekeepers: 2, governance: 0, console: 0 }),
  );
  const { urls } = devnet;
  const resources = opened.move();
  return { http: urls.chain, ws: urls.ws, devnet, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
