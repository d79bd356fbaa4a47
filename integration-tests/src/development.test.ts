import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Network, startNetwork } from "@pha/devnet";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { ApiOptions } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const opened = new AsyncDisposableStack();
let network: Network;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "development-"));
  opened.defer(() => rm(dataDir, { recursive: true }));
  network = opened.use(await startNetwork({ dataDir, ports: "free", chainOnly: true }));
});
afterAll(() => opened.disposeAsync());

const text = await readFile(join(root, "docs/development.md"), "utf8");
const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands = ""]) => commands);

async function bash(commands: string): Promise<string> {
  const { chain } = network.urls;
  const here = commands.replaceAll("http://127.0.0.1:9944", chain);
  const env = { ...process.env, PHA_CHAIN_URL: chain };
  return (await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env })).stdout;
}

describe("docs/development.md", () => {
  it.each(blocks.map((commands) => [commands.split("\n")[0], commands]))(
    "its commands work: %s",
    async (_, commands) => {
      expect((await bash(commands)).length).toBeGreaterThan(10);
    },
  );
});

describe("./pha dev", () => {
  it("fails with the call's own error, also where another call dispatched it", async () => {
    const args = `'{"dest":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","value":"1${"0".repeat(30)}"}'`;
    for (const who of ["submit", "impersonate //Bob"]) {
      const from = who === "submit" ? "--from //Bob" : "";
      await expect(bash(`./pha dev ${who} Balances transfer_keep_alive ${args} ${from}`)).rejects.toMatchObject({
        stderr: expect.stringContaining("code Balances.InsufficientBalance"),
      });
    }
  });
});

describe("@polkadot/api", () => {
  it("sees each extrinsic in a block before it is final, though that is moments later", async () => {
    const provider = new WsProvider(network.urls.ws) as unknown as NonNullable<ApiOptions["provider"]>;
    const api = await ApiPromise.create({ provider, noInitWarn: true });
    opened.defer(() => api.disconnect());
    const [alice, bob] = ["//Alice", "//Bob"].map((uri) => new Keyring({ type: "sr25519" }).addFromUri(uri));
    if (!alice || !bob) return expect.fail();
    const tries: string[] = [];
    for (let n = 0; n < 24; n++) {
      const steps: string[] = [];
      await new Promise<void>((resolve, reject) => {
        api.tx.balances
          .transferKeepAlive(bob.address, 1_000_000_000_000n)
          .signAndSend(alice, { nonce: -1 }, ({ status, isError }) => {
            steps.push(status.type);
            if (status.isFinalized || isError) resolve();
          })
          .catch(reject);
      });
      tries.push(steps.join(" "));
    }
    expect(new Set(tries)).toEqual(new Set(["Ready InBlock Finalized"]));
  });
});
