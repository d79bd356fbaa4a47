import { serviceErrors } from "@pha/api";
import { makeCall } from "@pha/frame";
import { PHA, utility } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { Client } from "pg";
import { afterAll, beforeAll, expect } from "vitest";
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
