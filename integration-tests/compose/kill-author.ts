// Kills the container of the chain that authors, with SIGKILL, while accounts pay each other through HAProxy. Every
// receipt must be found in exactly one finalized block or be reported invalid or dropped, and another chain must author
// within three block times. Usage: kill-author.ts URL COMPOSE-PROJECT
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { makeCall } from "@pha/frame";
import { balances, immortal, PHA, signExtrinsic } from "@pha/runtime/spec";
import { ask, type Reply, submitByRest } from "../src/http.ts";

const [url = "", project = ""] = process.argv.slice(2);
/** An idle author seals that often; one with something to seal, sooner. */
const BLOCK_MS = 1_000;
/** An account may have 64 extrinsics waiting: enough for the time without an author. */
const PACE_MS = 80;
const payers = ["//Alice", "//Bob"];

const docker = async (...args: readonly string[]) => (await promisify(execFile)("docker", args)).stdout.trim();

async function authors(container: string): Promise<boolean> {
  const metrics = "fetch('http://127.0.0.1:9944/metrics').then(async (it) => console.log(await it.text()))";
  return /^chain_is_author\b.* 1$/m.test(await docker("exec", container, "node", "-e", metrics));
}

async function findAuthor(): Promise<string> {
  const labels = ["com.docker.compose.service=chain", `com.docker.compose.project=${project}`];
  const ids = (await docker("ps", "--quiet", ...labels.flatMap((label) => ["--filter", `label=${label}`]))).split("\n");
  const found = (await Promise.all(ids.map(async (id) => ((await authors(id)) ? [id] : [])))).flat();
  assert.equal(found.length, 1, `of ${ids.length} chains ${found.length} author`);
  return found[0] as string;
}

let repeats = 0;

/** Asks until there is an answer. Whatever was under way at the killed chain got a 502 or, on a connection that had
 * been used before, no answer at all; all that is asked for here may be asked for again. */
async function answered(request: () => Promise<Reply>): Promise<Reply> {
  for (const end = Date.now() + 30_000; ; repeats++) {
    const reply = await request().catch((error: unknown) => {
      if (error instanceof TypeError && Date.now() < end) return undefined; // what fetch throws for lost connections
      throw error;
    });
    if (reply !== undefined && ![502, 503].includes(reply.status)) return reply;
    assert.ok(Date.now() < end, `no answer in 30 s, at last ${JSON.stringify(reply)}`);
    await delay(100);
  }
}
const read = async (path: string) => (await answered(() => ask(url + path))).body;

let isWanted = true;
const receipts: Hex[] = [];

/** Payments one after the other, each handed in until there is a receipt. */
async function pay(uri: string, genesisHash: Hex): Promise<void> {
  const key = keypairFromUri(uri, "ed25519");
  const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: key.accountId }, value: PHA });
  for (let nonce = 0; isWanted; nonce++) {
    const extrinsic = signExtrinsic(key, call, { era: immortal, nonce, tip: 0n }, { genesisHash });
    const { status, body } = await answered(() => submitByRest(url, extrinsic));
    assert.equal(status, 202, JSON.stringify(body));
    receipts.push(body.hash);
    await delay(PACE_MS);
  }
}

async function until<T>(seconds: number, what: string, find: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 1_000 * seconds; Date.now() < end; await delay(50)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  return assert.fail(`in ${seconds} s: ${what}`);
}

const genesisHash = (await read("/v1/genesis")).hash;
const first = (await read("/v1/blocks?limit=1")).blocks[0].number;
const load = Promise.all(payers.map((uri) => pay(uri, genesisHash)));
await until(30, "no payment is final", async () => {
  const { status } = await read(`/v1/transactions/${receipts[0] ?? genesisHash}`);
  return status === "finalized" ? true : undefined;
});

const author = await findAuthor();
await docker("kill", "--signal", "KILL", author);
/** Its connections to Postgres, and with them the lease, ended when it did. */
const lostMs = Date.parse(await docker("inspect", "--format", "{{.State.FinishedAt}}", author));
const block = await until(30, "nobody authors", async () => {
  const { blocks } = await read("/v1/blocks?limit=20");
  return blocks.findLast(({ timeMs }: { timeMs: string }) => Number(timeMs) > lostMs);
});
const seconds = (Number(block.timeMs) - lostMs) / 1_000;
await delay(1_000); // of load on the new author
isWanted = false;
await load;
assert.notEqual(await findAuthor(), author);

const ends = new Map<Hex, string>();
for (const hash of receipts) {
  const { status, reason } = await until(30, `${hash} has no end`, async () => {
    const transaction = await read(`/v1/transactions/${hash}`);
    return ["finalized", "invalid", "dropped"].includes(transaction.status) ? transaction : undefined;
  });
  if (status !== "finalized") assert.match(reason, /./);
  ends.set(hash, status);
}
const times = new Map<Hex, number>();
const { number: last } = await read("/v1/blocks/finalized");
for (let number = first; number <= last; number++)
  for (const { hash } of (await read(`/v1/blocks/${number}`)).extrinsics) times.set(hash, (times.get(hash) ?? 0) + 1);
for (const [hash, end] of ends) assert.equal(times.get(hash) ?? 0, end === "finalized" ? 1 : 0, hash);
assert.equal(new Set(receipts).size, receipts.length);

const counts = Object.fromEntries([...Map.groupBy(ends.values(), (end) => end)].map(([end, all]) => [end, all.length]));
console.log(`shown: ${receipts.length} receipts, ${JSON.stringify(counts)}, each once; asked again ${repeats} times`);
console.log(`shown: another authored ${seconds.toFixed(2)} s after the lease was lost`);
assert.ok(seconds <= (3 * BLOCK_MS) / 1_000, `${seconds} s are more than three block times`);
