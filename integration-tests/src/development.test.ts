import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Network, startNetwork } from "@pha/devnet";
import { codeBlocks } from "@pha/testkit/markdown";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { ApiOptions } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const opened = new AsyncDisposableStack();
let network: Network;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "development-"));
  opened.defer(() => rm(dataDir, { recursive: true }));
  network = await startNetwork({ dataDir, ports: "free", chainOnly: true });
});
afterAll(async () => {
  await network?.[Symbol.asyncDispose]();
  await opened.disposeAsync();
});

const pages = ["docs/development.md", "docs/cli.md", "docs/calls.md"];
const blocksOf = async (page: string) => codeBlocks(await readFile(join(root, page), "utf8"), "sh");
const blocks = (await Promise.all(pages.map(blocksOf))).flat();

async function bash(commands: string): Promise<string> {
  const { chain } = network.urls;
  const here = commands.replaceAll("http://127.0.0.1:9944", chain).replaceAll(".data", dataDir);
  const env = { ...process.env, PHA_CHAIN_URL: chain, HOME: dataDir, XDG_CONFIG_HOME: "" };
  return (await run("bash", ["-euo", "pipefail", "-c", here], { cwd: root, env })).stdout;
}

describe(pages.join(" and "), () => {
  it.each(blocks.map((commands) => [commands.split("\n")[0], commands]))(
    "the commands work: %s",
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

// The last one: it stops the network.
describe("docs/operating.md", async () => {
  const blocks = await blocksOf("docs/operating.md");
  const [backup = "", restore = ""] = blocks.filter((commands) => commands.includes("tar "));

  it.each(
    blocks.filter((commands) => !commands.includes("tar ")).map((commands) => [commands.split("\n")[0], commands]),
  )("its commands work: %s", async (_, commands) => {
    expect((await bash(commands)).length).toBeGreaterThan(10);
  });

  it("a network that is restored from its backup is the same one, and goes on", async () => {
    const ask = async (path: string) => (await fetch(`${network.urls.chain}${path}`)).json();
    await bash("./pha transfer //Charlie 3 --from //Bob");
    const before = [await ask("/v1/genesis"), await ask(`/v1/accounts/${bob}`)];
    await network[Symbol.asyncDispose]();
    await bash(`${backup}${restore}`);
    network = await startNetwork({ dataDir: join(dataDir, "restored"), ports: "free", chainOnly: true });
    expect([await ask("/v1/genesis"), await ask(`/v1/accounts/${bob}`)]).toEqual(before);
    await bash("./pha transfer //Charlie 3 --from //Bob");
  });
});
