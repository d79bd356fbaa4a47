import { once } from "node:events";
import { chainApi, serviceErrors } from "@pha/api";
import { CodedError, encode, type Hex, type Type, toHex } from "@pha/codec";
import { maxRpcAnswerBytes } from "@pha/limits";
import { connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import { sql } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { services, subjects } from "@pha/wire";
import { afterAll, beforeAll, expect } from "vitest";
import { WebSocket } from "ws";
import { openChainDb } from "./db/open-chain-db.ts";
import type { Chain } from "./service.ts";
import { restCases } from "./testing/amplification/rest-cases.ts";
import { type Named, rpcCases } from "./testing/amplification/rpc-cases.ts";
import { type Cuttable, cuttable } from "./testing/cuttable.ts";
import { openGround, startSigners } from "./testing/test-chain.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
/** Postgres sends bytes as twice as many digits; beside what a request reads, blocks are made. */
const MOST_READ = maxRpcAnswerBytes + 2 * MiB;
const MOST_SAID = maxRpcAnswerBytes + 64 * KiB;

const LONG = 64 * KiB;
const DEAD = 100_000;
const keyAt = (prefix: Hex, n: number): Hex => `${prefix}${n.toString(16).padStart(8, "0")}`;
const prefix: Hex = "0x7777";
const dead: Hex = "0x7778";
const longKeys = Array.from({ length: 1_000 }, (_, n) => keyAt(prefix, n));

const opened = new AsyncDisposableStack();
let postgres: Cuttable;
let chain: Chain;
let url: string;
let bus: Awaited<ReturnType<typeof connectBus>>;
let named: Omit<Named, "follow">;

beforeAll(async () => {
  const ground = opened.use(await openGround());
  postgres = opened.use(await cuttable(ground.config.databaseUrl.reveal()));
  const real = new URL(ground.config.databaseUrl.reveal());
  real.host = new URL(postgres.url).host;
  chain = opened.use(await ground.start({ archive: true, databaseUrl: new Secret(String(real)) }));
  url = `http://127.0.0.1:${chain.port}`;
  const database = opened.use(await openChainDb(ground.config.databaseUrl, silentLog));
  const fill = (at: Hex, count: number, value: ReturnType<typeof sql>) => sql`
    insert into chain.state_values (key, height, value)
    select decode(${at.slice(2)} || lpad(to_hex(n), 8, '0'), 'hex'), 0, ${value} from generate_series(0, ${count - 1}) as n
  `;
  await database.db.execute(fill(prefix, longKeys.length, sql`decode(repeat('ab', ${LONG}), 'hex')`));
  await database.db.execute(fill(dead, DEAD, sql`null::bytea`));
  opened.use(await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash));
  bus = opened.use(await connectBus({ service: "relay", url: ground.config.natsUrl, log: silentLog }));
  await eventually(() => chain.ledger.finalized.number > 0);
  named = { block: chain.ledger.finalized.hash, long: keyAt(prefix, 0), longKeys, prefix, dead };
});
afterAll(() => opened.disposeAsync());

/** Does something, and sees to it that it neither reads nor is told too much. */
async function bounded<T extends { readonly said: number }>(work: () => Promise<T>, pages = 1): Promise<T> {
  const before = postgres.received;
  const done = await work();
  expect(postgres.received - before).toBeLessThan(pages * MOST_READ);
  expect(done.said).toBeLessThan(MOST_SAID);
  return done;
}

async function post(body: string) {
  const text = await (await fetch(url, { method: "POST", body })).text();
  return { said: text.length, text };
}

const request = (method: string, params: readonly unknown[]) => ({ jsonrpc: "2.0", id: 1, method, params });
const codesIn = (text: string) =>
  new Set([...text.matchAll(/"error":\{"code":(-?\d+)/g)].map(([, code]) => Number(code)));

/** On a connection of its own, where the chain is followed: until nothing is told any more. */
async function say(method: string, of: (named: Named) => readonly (readonly unknown[])[], place: number) {
  const socket = new WebSocket(url.replace("http", "ws"));
  const told: string[] = [];
  socket.on("message", (message) => told.push(String(message)));
  await once(socket, "open");
  socket.send(JSON.stringify(request("chainHead_v1_follow", [true])));
  await eventually(() => told.length > 0);
  const follow = JSON.parse(told[0] as string).result as string;
  const params = of({ ...named, follow })[place] as readonly unknown[];
  const from = told.length;
  const isOver = () => {
    const text = told.slice(from).join();
    if (/"operation(Waiting|Storage|Call|Body|Error|Inacc)/.test(text)) return true;
    return /"id":1/.test(text) && !text.includes('"started"');
  };
  socket.send(JSON.stringify(request(method, params)));
  if (streams.has(method)) await unread(socket);
  else await eventually(isOver);
  socket.terminate();
  const text = told.slice(from).join();
  return { said: text.length, text };
}

/** They tell as much as there is, to who reads it. */
const streams = new Set(["archive_v1_storage", "archive_v1_storageDiff"]);

/** Reads nothing until nothing is read for it any more. */
async function unread(socket: WebSocket): Promise<void> {
  socket.pause();
  let last = -1;
  await eventually(
    async () => {
      const before = last;
      last = postgres.received;
      await pause(200, undefined);
      return last - before < MiB; // blocks are made
    },
    { withinMs: 30_000 },
  );
}

const listed = (given: (typeof rpcCases)[string]) => (typeof given === "function" ? given : () => given);
const sample: Named = { block: "0x", follow: "", long: "0x", longKeys: [], prefix: "0x", dead: "0x" };
const each = Object.entries(rpcCases).flatMap(([method, given]) =>
  listed(given)(sample).map((_, place) => ({ method, place, of: listed(given) })),
);

const within = "what one request may read and be told";

attack(
  "have JSON-RPC read or say a lot, by each of its methods",
  async ({ held }) => {
    const { result } = JSON.parse((await post(JSON.stringify(request("rpc_methods", [])))).text);
    // Those that make blocks at a developer's word have no case.
    const methods = (result.methods as string[]).filter((name) => !name.startsWith("dev_"));
    expect(Object.keys(rpcCases).sort()).toEqual(methods);
    // Of a stream, the page that fills the connection's buffers, and the one that waits for room.
    for (const { method, place, of } of each)
      await held(within, () => bounded(() => say(method, of, place), streams.has(method) ? 2 : 1));
  },
  600_000,
);

attack(
  "have JSON-RPC read or say a lot, by batches of each of its methods",
  async ({ held }) => {
    for (const { method, place, of } of each)
      await held(within, async () => {
        const params = of({ ...named, follow: "0" })[place] as readonly unknown[];
        const text = JSON.stringify(request(method, params));
        const copies = Math.max(1, Math.min(100, Math.floor((5 * MiB) / (text.length + 1)) - 1));
        const { text: answer } = await bounded(() => post(`[${Array(copies).fill(text).join()}]`));
        for (const code of codesIn(answer)) expect(code).toBeLessThan(5_000);
      });
  },
  600_000,
);

attack(
  "ask JSON-RPC for values too long in all, keys that hold nothing, or one value often",
  async ({ refused, held }) => {
    for (const ask of [request("state_queryStorageAt", [longKeys]), request("state_getKeysPaged", [dead, 1_000])])
      await refused(serviceErrors.TooMuchAsked.code, async () => {
        const { error } = JSON.parse((await bounded(() => post(JSON.stringify(ask)))).text);
        expect(error.code).toBe(-32008);
        return { code: error.data };
      });
    await held("what is repeated is read once", async () => {
      const before = postgres.received;
      const { text } = await post(JSON.stringify(request("state_queryStorageAt", [Array(1_000).fill(named.long)])));
      expect(JSON.parse(text).result[0].changes).toHaveLength(1);
      expect(postgres.received - before).toBeLessThan(MiB);
    });
  },
);

attack(
  "have REST read or say a lot, by each of its endpoints",
  async ({ held }) => {
    const endpoints = Object.entries(chainApi).flatMap(([group, of]) =>
      Object.keys(of).map((name) => `${group}.${name}`),
    );
    // Those that act at a developer's word have no case.
    expect(Object.keys(restCases).sort()).toEqual(endpoints.filter((name) => !name.startsWith("dev.")).sort());
    for (const [name, cases] of Object.entries(restCases))
      for (const { path, body } of cases({ ...named, follow: "" }))
        await held(within, () =>
          bounded(async () => {
            const json = {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body),
            };
            const isStream = name.endsWith(".follow"); // it has no end
            const signal = AbortSignal.timeout(isStream ? 1_000 : 60_000);
            const response = await fetch(url + path, body ? json : { signal });
            expect(response.status).toBeLessThan(500);
            const text = response.text();
            return { said: (await (isStream ? text.catch(() => "") : text)).length };
          }),
        );
  },
  600_000,
);

attack("ask REST for proofs of values too long in all, or of one value often", async ({ refused, held }) => {
  const ask = async (keys: readonly Hex[]) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/v1/proofs`, { method: "POST", headers, body: JSON.stringify({ keys }) });
    return (await response.json()) as { code?: string; witness?: { values: unknown[] } };
  };
  await refused(serviceErrors.TooMuchAsked.code, () => ask(longKeys));
  await held("what is repeated is said once", async () =>
    expect((await ask(Array(4_096).fill(named.long))).witness?.values).toHaveLength(1),
  );
});

attack("have the chain read or say a lot on NATS, by each of its subjects", async ({ refused, held }) => {
  const bytes = Array.from({ length: 4_096 }, () => Buffer.from(keyAt(prefix, 0).slice(2), "hex"));
  const many = Buffer.concat([Uint8Array.of(0, 0), Buffer.alloc(1_000_000, 4)]);
  const intent = {
    call: many,
    from: toHex(new Uint8Array(32)),
    scheme: { type: "sr25519" },
    nonce: undefined,
    tip: 0n,
  } as const;
  const cases: Readonly<Record<string, () => Promise<unknown>>> = {
    blockGet: () => bus.request(subjects.blockGet, {}, { number: chain.ledger.best.number, offset: 0 }),
    codeGet: () => bus.request(subjects.codeGet, {}, { hash: named.block }),
    finalizedGet: () => bus.request(subjects.finalizedGet, {}, { from: 0, limit: 0xffff_ffff, events: 0 }),
    finalizedPath: () => bus.request(subjects.finalizedPath, {}, { setId: 0n, number: 0 }),
    messagesGet: () => bus.request(subjects.messagesGet, {}, { cluster: 0, fromBlock: 0, toBlock: 0, isNewest: true }),
    callForetell: () => bus.request(subjects.callForetell, {}, intent),
    proofGet: () => bus.request(subjects.proofGet, {}, { number: undefined, keys: bytes }),
    submit: () => bus.request(subjects.submit, {}, Buffer.alloc(MiB, 4)),
  };
  expect(Object.keys(cases).sort()).toEqual([...services.chain.bus.serve].sort());
  for (const [name, ask] of Object.entries(cases)) {
    const { reply } = subjects[name as (typeof services.chain.bus.serve)[number]];
    await held(within, async () => {
      await bounded(async () => {
        try {
          return { said: encode(reply as Type<unknown>, await ask()).length };
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          return { said: error.message.length };
        }
      });
    });
  }
  await refused(serviceErrors.TooMuchAsked.code, () => cases["proofGet"]?.());
  const { values } = await bus.request(subjects.proofGet, {}, { number: undefined, keys: bytes.slice(0, 2) });
  expect(values.map((value) => value && toHex(value).length)).toEqual([2 * LONG + 2, 2 * LONG + 2]);
});
