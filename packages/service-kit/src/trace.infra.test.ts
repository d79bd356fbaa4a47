import { endpoint } from "@pha/api";
import { struct, text, u32, unit } from "@pha/codec";
import { eventually, testNats } from "@pha/testkit";
import { event, rpc } from "@pha/wire";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bus, connectBus } from "./bus.ts";
import { type HttpServer, httpServer, implement } from "./http.ts";
import { silentLog as log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { currentTrace } from "./trace.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const asked = rpc("test.v1.asked", { request: u32, reply: text({ max: 100 }), timeoutMs: 5_000 }, "Who am I part of?");
const happened = event("test.v1.happened", unit, "Something happened.");

const opened = new AsyncDisposableStack();
const published: (string | undefined)[] = [];
let http: HttpServer;
let bus: Bus;

beforeAll(async () => {
  const { url } = opened.use(await testNats());
  const connect = async () => opened.use(await connectBus({ service: "test", url, log }));
  bus = await connect();
  const other = await connect();
  await other.serve(asked, {}, async () => {
    other.publish(happened, {}, undefined);
    return JSON.stringify(currentTrace());
  }).ready;
  await bus.subscribe(happened, {}, () => void published.push(currentTrace()?.traceId)).ready;
  const api = {
    ask: endpoint("POST /v1/ask", {
      summary: "Asks.",
      body: { number: u32 },
      reply: struct({ trace: text({ max: 100 }) }),
    }),
  };
  const routes = implement(api, {
    ask: async ({ number }) => ({ trace: await bus.request(asked, {}, number) }),
  });
  http = opened.use(await httpServer({ service: "test", log, metrics: createMetrics("test"), checks: {}, routes }));
  await http.listen(0, "127.0.0.1");
});
afterAll(() => opened.disposeAsync());

async function post(headers: Readonly<Record<string, string>>) {
  const { port } = http.server.address() as { readonly port: number };
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: '{"number":1}' };
  const response = await fetch(`http://127.0.0.1:${port}/v1/ask`, init);
  const { trace } = (await response.json()) as { readonly trace: string };
  return JSON.parse(trace) as { readonly traceId: string; readonly isSampled: boolean };
}

it("passes from HTTP through a request to an event, each service a step of it", async () => {
  expect(await post({ traceparent })).toMatchObject({ traceId, isSampled: true });
  await eventually(() => published.length === 1);
  expect(published.splice(0)).toEqual([traceId]);
});

it("begins at the first service when a caller brings none, one for each request", async () => {
  const [one, two] = await Promise.all([post({}), post({})]);
  expect(one.traceId).not.toBe(two.traceId);
  await eventually(() => published.length === 2);
  expect(published.splice(0).sort()).toEqual([one.traceId, two.traceId].sort());
});

it("begins at whoever serves a request that belongs to none", async () => {
  const { traceId } = JSON.parse(await bus.request(asked, {}, 1));
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(currentTrace()).toBeUndefined();
});
