import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Hex } from "@pha/codec";
import { keypairFromUri, nodePrimitives, recoverEthAddress } from "@pha/crypto/node";
import { type Network, startNetwork } from "@pha/devnet";
import { makeCall } from "@pha/frame";
import { balances, PHA } from "@pha/runtime/spec";
import { connect } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { codeBlocks } from "@pha/testkit/markdown";
import { ApiPromise, WsProvider } from "@polkadot/api";
import type { ApiOptions } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./http.ts";
import { expectKept, isReady, keepDoing, type Load } from "./outages.ts";

/** An idle author seals that often; one with something to seal, sooner. */
const BLOCK_MS = 1_000;
/** An account may have 64 extrinsics waiting: enough for the time without an author. */
const PACE_MS = 80;

let network: Network;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "replicas-"));
  network = await startNetwork({
    dataDir,
    ports: "free",
    chains: 3,
    validators: 1,
    gatekeepers: 2,
    miners: 0,
    console: 0,
  });
});
afterAll(async () => {
  await network?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

/** The name of the chain that says that it authors; none while the lease changes hands, or is asked of one that is gone. */
async function author(): Promise<string | undefined> {
  const found = await Promise.all(
    network.urls.chains.map(async (chain, i) => {
      const metrics = await fetch(`${chain}/metrics`).then(
        (answer) => answer.text(),
        () => "",
      );
      return /^chain_is_author\b.* 1$/m.test(metrics) ? [`chain-${i}`] : [];
    }),
  );
  return found.flat().length === 1 ? found.flat()[0] : undefined;
}

const wsOf = (chain: string): string => chain.replace("http", "ws");

/** A replica that serves now. */
async function anyReady(): Promise<string> {
  for (const chain of network.urls.chains) if (await isReady(chain)) return chain;
  throw new Error("no replica serves");
}

/** The library's own provider is none to its own types under exactOptionalPropertyTypes. */
const provide = (ws: string[]) => new WsProvider(ws, 100) as unknown as NonNullable<ApiOptions["provider"]>;

const receipts: Hex[] = [];

/** Payments one after the other through the SDK, which knows all replicas, the first one first: none may fail. */
async function payments(uri: string, chain: readonly string[]): Promise<Load<void>> {
  const client = await connect({ chain, primitives: nodePrimitives, recover: recoverEthAddress });
  const key = keypairFromUri(uri, "ed25519");
  const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: key.accountId }, value: PHA });
  let nonce = 0;
  return keepDoing(async () => {
    const { hash } = await client.submit(key, call, { nonce: nonce++, wait: "accepted" });
    receipts.push(hash);
    await delay(PACE_MS);
  });
}

describe("three chains", () => {
  it("kill -9 of the author under load: another authors within three block times, no call of a client fails, every receipt is kept, subscriptions go on", async () => {
    const api = await ApiPromise.create({ provider: provide(network.urls.chains.map(wsOf)), noInitWarn: true });
    let newest = 0;
    await api.rpc.chain.subscribeNewHeads(({ number }) => {
      newest = number.toNumber();
    });
    const { chains } = network.urls;
    const loads = await Promise.all([payments("//Alice", chains), payments("//Bob", chains.toReversed())]);
    for (let kill = 0; kill < 2; kill++) {
      const begun = receipts.length;
      await eventually(() => receipts.length > begun + 20, { withinMs: 30_000 });
      const name = await eventually(author, { withinMs: 30_000 });
      const killedMs = Date.now();
      network.processes[name]?.kill("SIGKILL");
      const block = await eventually(
        async () => {
          const { blocks } = (await ask(`${await anyReady()}/v1/blocks?limit=20`)).body;
          return blocks.findLast(({ timeMs }: { timeMs: string }) => Number(timeMs) > killedMs) as
            | { readonly timeMs: string; readonly number: number }
            | undefined;
        },
        { withinMs: 30_000 },
      );
      const seconds = (Number(block.timeMs) - killedMs) / 1_000;
      console.log(`replicas: ${name} killed, another authored after ${seconds.toFixed(2)} s`);
      expect(seconds).toBeLessThan((3 * BLOCK_MS) / 1_000);
      await eventually(() => newest > block.number, { withinMs: 30_000 });
    }
    await Promise.all(loads.map((load) => load.stop()));
    await api.disconnect();
    expect(loads.flatMap(({ failures }) => failures)).toEqual([]);
    const { ends, blocks } = await expectKept(await anyReady(), receipts);
    console.log(`replicas: receipts given ${receipts.length}, each once in ${blocks} blocks`);
    expect([...new Set(ends.values())]).toEqual(["finalized"]);
  });

  it("do what the page about them says", async () => {
    const areBack = async () => (await Promise.all(network.urls.chains.map(isReady))).every(Boolean);
    await eventually(areBack, { withinMs: 60_000 });
    const root = join(import.meta.dirname, "../..");
    const page = await readFile(join(root, "docs", "replicas.md"), "utf8");
    for (const commands of codeBlocks(page, "sh")) {
      const portOf = (i: string) => new URL(network.urls.chains[Number(i)] as string).port;
      const here = commands.replaceAll(/\b994([456])\b/g, (_, digit) => portOf(String(digit - 4)));
      const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", here], { cwd: root });
      expect(stdout.length).toBeGreaterThan(20);
    }
  });
});
