import { encode, struct } from "@pha/codec";
import { council, democracy } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { type Database, openDb, rebuildProjection, sql } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { clear } from "../projection/project.ts";
import { cursor } from "../projection/start.ts";
import { mostAttempts } from "../rules/retries.ts";
import type { Governance } from "../service.ts";
import { type Ground, openGround } from "../testing/ground.ts";
import { type Receiver, startReceiver } from "../testing/receiver.ts";
import { signedHeaders } from "./sign.ts";

const token = "a-token-of-the-operator-0123456789";
const motion = `0x${"ab".repeat(32)}` as const;

const cancelled = (ref_index: number) => ({
  ...{ extrinsic: 0, pallet: democracy.name, name: "Cancelled" },
  data: encode(struct(democracy.events.Cancelled.fields), { ref_index }),
});
const approved = {
  ...{ extrinsic: 1, pallet: council.name, name: "Approved" },
  data: encode(struct(council.events.Approved.fields), { proposal_hash: motion }),
};
const events = { 2: [cancelled(0), approved], 3: [cancelled(1)], 5: [approved, cancelled(2), cancelled(3)] };
const all = ["2-0", "2-1", "3-0", "5-0", "5-1", "5-2"];

const opened = new AsyncDisposableStack();
let ground: Ground;
let replicas: Governance[];
let database: Database;
let receiver: Receiver;

beforeAll(async () => {
  ground = opened.use(await openGround(7, events));
  ground.told.given = 6;
  const change = { hooksToken: new Secret(token), hooksPrivate: true };
  replicas = [opened.use(await ground.start(change)), opened.use(await ground.start(change))];
  database = opened.use(await openDb({ service: "governance", url: new Secret(ground.databaseUrl), log }));
  await eventually(() => replicas.every(({ height }) => height === 6));
});
afterAll(() => opened.disposeAsync());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await database.db.execute(sql`delete from governance.hooks`);
  await receiver[Symbol.asyncDispose]();
});

let asked = 0;
async function ask(method: string, path: string, body?: unknown, bearer: string = token) {
  const { port } = replicas[asked++ % replicas.length] as Governance;
  const response = await fetch(`http://127.0.0.1:${port}/v1/hooks${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
  return { status: response.status, body: (await response.json()) as any };
}
const url = () => `http://127.0.0.1:${receiver.port}/hook`;
const create = async (more: object = {}) => (await ask("POST", "", { url: url(), from: 0, ...more })).body;
const ids = () => receiver.received.map(({ headers }) => headers["webhook-id"]);
const hookOf = async (id: number) => (await ask("GET", `/${id}`)).body;

it("are documented with the token that they take", async () => {
  const [{ port }] = replicas as [Governance];
  // biome-ignore lint/suspicious/noExplicitAny: a reader of an OpenAPI document looks at what came
  const document = (await (await fetch(`http://127.0.0.1:${port}/openapi.json`)).json()) as any;
  expect(document.components.securitySchemes).toEqual({ token: { type: "http", scheme: "bearer" } });
  for (const [path, operations] of Object.entries<object>(document.paths))
    for (const { security } of Object.values(operations))
      expect(security, path).toEqual(path.startsWith("/v1/hooks") ? [{ token: [] }] : undefined);
});

it("delivers each event once, in order and signed, with two replicas", async () => {
  const { status, body } = await ask("POST", "", { url: url(), from: 0 });
  expect(status).toBe(201);
  const { hook, secret } = body;
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  expect(ids()).toEqual(all);
  for (const { headers, body } of receiver.received) {
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature } = headers;
    const expected = signedHeaders(secret, { id: String(id), body }, Number(seconds) * 1_000);
    expect(signature).toBe(expected["webhook-signature"]);
  }
  const first = JSON.parse(receiver.received[0]?.body ?? "");
  expect(first).toMatchObject({ type: "Democracy.Cancelled", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
  const { port } = replicas[0] as Governance;
  const told = (await (await fetch(`http://127.0.0.1:${port}/v1/events`)).json()) as { events: unknown[] };
  expect(first.data).toEqual(told.events.at(-1));
  expect(JSON.stringify((await ask("GET", "")).body)).not.toContain(secret.slice(6));
});

it("delivers what its topics hold, from the block on that was asked for", async () => {
  const { hook } = await create({ topics: ["motion/council", "referendum/2"], from: 3 });
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  expect(ids()).toEqual(["5-0", "5-1"]);
});

it("goes no further while a receiver refuses, says why, and goes on when asked to", async () => {
  receiver.status = 500;
  const { hook } = await create();
  const failing = await eventually(async () => {
    const found = await hookOf(hook.id);
    return found.failures === 1 && found;
  });
  expect(failing).toMatchObject({ status: "active", next: "0-0" });
  expect(failing.lastError).toMatch(/^governance\.NotDelivered: .*status: 500/);
  expect(Number(failing.dueMs)).toBeGreaterThan(Date.now() - 60_000);
  receiver.status = 200;
  expect((await ask("POST", `/${hook.id}/deliveries`, {})).status).toBe(202);
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  expect(ids()).toEqual(["2-0", ...all]);
  expect(await hookOf(hook.id)).toMatchObject({ failures: 0, lastError: null });
});

it("tries again by itself when the pause is over", async () => {
  receiver.status = 503;
  const { hook } = await create();
  await eventually(async () => (await hookOf(hook.id)).failures === 1);
  receiver.status = 200;
  await database.db.execute(sql`update governance.hooks set due_at = now()`);
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  expect(ids()).toEqual(["2-0", ...all]);
});

it("follows no redirect", async () => {
  receiver.status = 307;
  const { hook } = await create();
  await eventually(async () => (await hookOf(hook.id)).failures === 1);
  expect((await hookOf(hook.id)).lastError).toMatch(/redirects are not followed/);
  expect(receiver.received).toHaveLength(1);
});

it("is disabled when its receiver is gone or has failed for too long, and begins again when asked to", async () => {
  receiver.status = 410;
  const { hook } = await create();
  await eventually(async () => (await hookOf(hook.id)).status === "disabled");
  receiver.status = 500;
  await database.db.execute(sql`update governance.hooks set status = 'active', failures = ${mostAttempts - 2}::int`);
  await eventually(async () => (await hookOf(hook.id)).failures === mostAttempts - 1);
  await database.db.execute(sql`update governance.hooks set due_at = now()`);
  await eventually(async () => (await hookOf(hook.id)).status === "disabled");
  receiver.status = 200;
  await ask("POST", `/${hook.id}/deliveries`, {});
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
});

it("delivers again what is asked for, under the same ids", async () => {
  const { hook } = await create();
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  await ask("POST", `/${hook.id}/deliveries`, { from: "5-1" });
  await eventually(() => receiver.received.length === all.length + 2);
  expect(ids()).toEqual([...all, "5-1", "5-2"]);
});

it("a replica that is killed keeps a hook from the others for no longer than its lease", async () => {
  const lease = sql`insert into governance.hooks (url, topics, secret, block, place, lease, leased_until)
    values (${url()}, '{}', 'whsec_', 0, 0, 'of one that was killed', now() + interval '1 hour')`;
  await database.db.execute(lease);
  const { hook } = await create({ topics: ["referendum/3"] });
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  expect(ids()).toEqual(["5-2"]);
  await database.db.execute(sql`update governance.hooks set leased_until = now()`);
  await eventually(() => receiver.received.length === all.length + 1);
  expect(ids()).toEqual(["5-2", ...all]);
});

it("a rebuild delivers nothing again", async () => {
  const { hook } = await create();
  await eventually(async () => (await hookOf(hook.id)).next === "5-3");
  await rebuildProjection(database.db, cursor, clear);
  const count = sql`select count(*)::int as events from governance.events`;
  await eventually(async () => (await database.db.execute(count)).rows[0]?.["events"] === all.length);
  await ask("POST", `/${hook.id}/deliveries`, { from: "5-2" });
  await eventually(() => receiver.received.length === all.length + 1);
  expect(ids()).toEqual([...all, "5-2"]);
});

it("is managed by who has the token alone", async () => {
  expect(await ask("GET", "", undefined, "wrong")).toMatchObject({
    status: 403,
    body: { code: "governance.WrongToken" },
  });
  await using closed = await ground.start({ hooksToken: undefined });
  const answer = await fetch(`http://127.0.0.1:${closed.port}/v1/hooks`, { headers: { authorization: "Bearer " } });
  expect([answer.status, (await answer.json()) as object]).toMatchObject([403, { code: "governance.HooksOff" }]);
});

it.each([
  [{ url: "ftp://example.org" }, "governance.BadHookUrl"],
  [{ url: "https://me:secret@example.org" }, "governance.BadHookUrl"],
  [{ url: `https://example.org/${"€".repeat(250)}` }, "governance.BadHookUrl"],
  [{ url: "https://example.org", topics: ["referenda/3"] }, "codec.BadJson"],
  [{ url: "https://example.org", topics: ["referendum/\0"] }, "codec.BadJson"],
  [{ url: "https://example.org", from: 1_000_000_000 }, "codec.BadJson"],
])("refuses %j", async (given, code) => {
  expect((await ask("POST", "", given)).body.code).toBe(code);
});

it("keeps a URL with all but ASCII escaped", async () => {
  const { body } = await ask("POST", "", { url: "https://example.org/\0?ü", from: 999_999_999 });
  expect(body.hook).toMatchObject({ url: "https://example.org/%00?%C3%BC", next: "999999999-0" });
});

it("has no more hooks than it may have, and none that is not there", async () => {
  await database.db.execute(sql`insert into governance.hooks (url, topics, secret, block, place)
    select 'http://127.0.0.1:9/', '{}', 'whsec_', 99, 0 from generate_series(1, 64)`);
  expect((await ask("POST", "", { url: url() })).body.code).toBe("governance.TooManyHooks");
  for (const [method, path, body] of [
    ["GET", ""],
    ["DELETE", ""],
    ["POST", "/deliveries", {}],
  ] as const)
    expect((await ask(method, `/999999${path}`, body)).body.code).toBe("governance.UnknownHook");
  const [{ id }] = (await ask("GET", "")).body.hooks;
  expect((await ask("DELETE", `/${id}`)).body.id).toBe(id);
  expect((await ask("GET", "")).body.hooks).toHaveLength(63);
});
