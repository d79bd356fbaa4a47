import { once } from "node:events";
import { serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { PHA, utility } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { Client } from "pg";
import { afterAll, beforeAll, expect } from "vitest";
import { WebSocket } from "ws";
import type { StateAt } from "./ledger/ledger.ts";
import { outcomeOf } from "./ledger/outcome.ts";
import { mostRead, ReadBudget, withinBudget } from "./ledger/read-budget.ts";
import type { Chain } from "./service.ts";
import { readMetrics } from "./testing/metrics.ts";
import { type Ground, key, openGround, sign, transfer } from "./testing/test-chain.ts";

/** As long as another replica waits before it takes the lease of one that does not renew it, and a second. */
const LEASE_MS = 7_000;

const opened = new AsyncDisposableStack();
let ground: Ground;
let chain: Chain;
let url: string;

beforeAll(async () => {
  ground = opened.use(await openGround());
  chain = opened.use(await ground.start({ trustedProxies: ["127.0.0.1"] }));
  url = `http://127.0.0.1:${chain.port}`;
  await eventually(() => chain.ledger.best.number > 0);
});
afterAll(() => opened.disposeAsync());

const { accountId: bob } = key("//Bob");
async function historyFor(client: string, signal: AbortSignal) {
  const headers = { "x-forwarded-for": client };
  const response = await fetch(`${url}/v1/accounts/${bob}/history`, { headers, signal });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
}

attack(
  "hold every connection that readers have, and let hundreds wait for one",
  async ({ held, refused }) => {
    const postgres = new Client(ground.config.databaseUrl.reveal());
    opened.defer(() => postgres.end());
    await postgres.connect();
    const authoring = async () => (await postgres.query("select epoch from chain.authoring")).rows[0].epoch;
    const epoch = await authoring();
    await postgres.query("begin");
    // Whoever reads of whom it touched waits for this; nothing that makes a block does.
    await postgres.query("lock table chain.activity in access exclusive mode");
    const leaving = new AbortController();
    const clients = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].flatMap((client) => Array<string>(300).fill(client));
    const waiting = clients.map((client) => historyFor(client, leaving.signal).catch((error: unknown) => ({ error })));
    await refused(serviceErrors.Overloaded.code, async () => {
      const first = await Promise.race(waiting);
      expect(first).toMatchObject({ status: 503, retryAfter: "1" });
      return "body" in first ? first.body : first;
    });

    const startMs = performance.now();
    for (let nonce = 0; performance.now() - startMs < LEASE_MS; nonce++)
      await held("the chain's own connections", async () => {
        const beganMs = performance.now();
        await chain.ledger.submit(sign(chain.ledger, "//Alice", transfer(bob, PHA), { nonce }));
        await eventually(async () => (await chain.ledger.pending()).length === 0);
        expect(performance.now() - beganMs).toBeLessThan(5_000);
      });
    await held("the lease", async () => {
      expect(await authoring()).toBe(epoch);
      expect((await readMetrics(url))("chain_is_author")).toBe(1);
    });

    leaving.abort();
    await postgres.query("rollback");
    await Promise.all(waiting);
    expect((await historyFor("192.0.2.4", AbortSignal.timeout(30_000))).status).toBe(200);
  },
  60_000,
);

/** How a client asks for a block's body, by each door; what it hears if it stays, the code of a refusal. */
const doors: Readonly<Record<string, (client: string, leaving: AbortSignal, count: number) => Promise<unknown>[]>> = {
  REST: (client, signal, count) =>
    Array.from({ length: count }, async () => {
      const response = await fetch(`${url}/v1/blocks/0`, { headers: { "x-forwarded-for": client }, signal });
      return ((await response.json()) as { code?: string }).code;
    }),
  "JSON-RPC": (client, signal, count) =>
    Array.from({ length: count }, async () => {
      const init = { method: "POST", headers: { "x-forwarded-for": client }, body: JSON.stringify(getBlock), signal };
      return codeIn(await (await fetch(url, init)).text());
    }),
  WebSockets: (client, signal, count) => {
    const inAll = Array.from({ length: Math.ceil(count / 64) }, async (_, n) => {
      const socket = new WebSocket(url.replace("http", "ws"), { headers: { "x-forwarded-for": client } });
      signal.addEventListener("abort", () => socket.terminate());
      await once(socket, "open");
      const here = Math.min(64, count - n * 64);
      const answers = Array.from({ length: here }, () => Promise.withResolvers<unknown>());
      let heard = 0;
      socket.on("message", (message) => answers[heard++]?.resolve(codeIn(String(message))));
      socket.on("close", () => answers.map(({ reject }) => reject(new Error("left"))));
      for (let i = 0; i < here; i++) socket.send(JSON.stringify(getBlock));
      return answers.map(({ promise }) => promise);
    });
    return Array.from({ length: count }, async (_, n) => (await inAll[Math.floor(n / 64)])?.[n % 64]);
  },
};
const getBlock = { jsonrpc: "2.0", id: 1, method: "chain_getBlock", params: [] };
const codeIn = (text: string): string | undefined => JSON.parse(text).error?.data;

attack(
  "leave, and ask anew, while what was asked for still waits",
  async ({ held, refused }) => {
    const postgres = new Client(ground.config.databaseUrl.reveal());
    opened.defer(() => postgres.end());
    await postgres.connect();
    const waitingOnes = async () => {
      const { rows } = await postgres.query(
        "select count(*)::int as n from pg_locks where not granted and relation = 'chain.extrinsics'::regclass",
      );
      return rows[0].n as number;
    };
    for (const [door, ask] of Object.entries(doors)) {
      const client = `192.0.2.${10 + Object.keys(doors).indexOf(door)}`;
      await postgres.query("begin");
      await postgres.query("lock table chain.extrinsics in access exclusive mode");
      const leaving = new AbortController();
      // Four are read at a time, 256 wait.
      const asked = ask(client, leaving.signal, 270).map((one) => one.catch(() => "left"));
      await eventually(async () => (await waitingOnes()) >= 4);
      await refused(serviceErrors.Overloaded.code, async () => ({ code: await Promise.race(asked) }));
      leaving.abort();
      expect(new Set(await Promise.all(asked))).toEqual(new Set([serviceErrors.Overloaded.code, "left"]));
      // Behind all that the client had sent, and the ends of its connections.
      for (let i = 0; i < 3; i++)
        await (await fetch(`${url}/v1/runtime`, { headers: { "x-forwarded-for": client } })).text();
      await held(`places of who left, over ${door}, are others'`, async () => {
        const again = new AbortController();
        const anew = Promise.all(ask(client, again.signal, 200)); // those under way are not over yet
        const others = Array.from({ length: 200 }, () => fetch(`${url}/v1/runtime`));
        for (const other of await Promise.all(others)) expect(other.ok).toBe(true);
        await postgres.query("rollback");
        for (const code of await anew) expect(code, door).toBeUndefined();
        again.abort();
      });
    }
  },
  120_000,
);

attack("have proofs and metadata computed", async ({ held }) => {
  const { ledger } = chain;
  const state = (await ledger.stateAt(ledger.best.hash)) as StateAt;
  const keys = Array.from({ length: 2_000 }, (_, n): Hex => `0x${n.toString(16).padStart(64, "0")}`);
  const works: Readonly<Record<string, () => Promise<unknown>>> = {
    proof: () => state.prove(keys),
    metadata: () => state.call("Metadata_metadata_at_version", Uint8Array.of(14, 0, 0, 0)),
  };
  for (const [name, work] of Object.entries(works))
    await held(`who asks pays for what a ${name} takes`, async () => {
      let computedMs = 0;
      // What is read of the clock moves in steps, which many small pieces meet now and then.
      await eventually(async () => {
        const budget = new ReadBudget(mostRead);
        await withinBudget(budget, work);
        computedMs += budget.computedMs;
        return computedMs > 1;
      });
    });
});

attack("ask what would come of calls that take a good part of a block", async ({ held }) => {
  const { ledger } = chain;
  const state = (await ledger.stateAt(ledger.best.hash)) as StateAt;
  const runtime = await state.runtime();
  const nonce = await state.read((view) => runtime.nonce(view, key("//Alice").accountId));
  const costOf = async (transfers: number) => {
    const calls = Array(transfers).fill(transfer(bob, PHA));
    const extrinsic = sign(ledger, "//Alice", makeCall(utility, "batch", { calls }), { nonce });
    const budget = new ReadBudget(mostRead);
    const { ok } = await withinBudget(budget, () => outcomeOf(state, runtime, runtime.decodeExtrinsic(extrinsic)));
    expect(ok).toBe(true);
    return budget.computedMs;
  };
  await held("who asks pays for what it weighs", async () => {
    const [few, many] = [await costOf(100), await costOf(1_000)];
    expect(few).toBeGreaterThan(1);
    expect(many / few).toBeGreaterThan(9);
  });
});
