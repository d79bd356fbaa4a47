import { once } from "node:events";
import { get, type IncomingMessage, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { freePort } from "@pha/local-infra";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Names, startNames } from "./names.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { engineAnswers, type Haproxy, startHaproxy } from "./start.ts";

let opened: AsyncDisposableStack;
let names: Names;
let port: number;
let haproxy: Haproxy;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  if (!engineAnswers) return;
  names = opened.use(await startNames());
  port = await freePort();
  haproxy = opened.use(await startHaproxy(names.address, port));
});
afterEach(() => opened.disposeAsync());

/** On a connection of its own. */
async function answerTo(url: string, headers: Record<string, string> = {}): Promise<string> {
  const [response] = (await once(get(url, { agent: false, headers }), "response")) as [IncomingMessage];
  return text(response);
}

describe.skipIf(!engineAnswers).each([
  { front: "gatekeepers", backend: "gatekeeper", none: "haproxy.NoGatekeeper", lost: "haproxy.GatekeeperLost" },
  { front: "governance", backend: "governance", none: "haproxy.NoGovernance", lost: "haproxy.GovernanceLost" },
  { front: "console", backend: "console", none: "haproxy.NoConsole", lost: "haproxy.ConsoleLost" },
] as const)("the address of $front", ({ front, backend, none, lost }) => {
  async function start(count: number, answer?: RequestListener): Promise<StandIn[]> {
    const addresses = ["127.0.0.2", "127.0.0.3", "127.0.0.4"].slice(0, count);
    const replicas = await Promise.all(addresses.map((address) => startStandIn(address, port, answer)));
    for (const replica of replicas) opened.use(replica);
    names.replicas = addresses;
    await haproxy.uses(backend, count);
    return replicas;
  }

  it("spreads requests over those that serve, and says who asked, whatever that one claims", async () => {
    const replicas = await start(3);
    for (let i = 0; i < 30; i++) await answerTo(`${haproxy[front]}/v1/x`, { "x-forwarded-for": "203.0.113.1" });
    for (const { requests } of replicas) expect(requests.length).toBeGreaterThanOrEqual(8);
    const told = replicas.flatMap(({ requests }) => requests.map(({ headers }) => headers["x-forwarded-for"]));
    expect(told).toEqual(Array(30).fill("127.0.0.1"));
    for (const replica of replicas.slice(1)) replica.status = 503;
    await haproxy.uses(backend, 1);
    for (let i = 0; i < 5; i++) expect(await answerTo(`${haproxy[front]}/v1/x`)).toBe("127.0.0.2");
  });

  it("gives a coded problem, which pages can read, while none serves", async () => {
    const answer = await fetch(`${haproxy[front]}/v1/x`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: none, status: 503 });
  });

  it("asks no other what one was lost with", async () => {
    let seen = 0;
    await start(2, async (incoming) => {
      await text(incoming);
      seen++;
      incoming.socket.destroy();
    });
    const answer = await fetch(`${haproxy[front]}/v1/x`, { method: "POST", body: "{}" });
    expect([answer.status, seen]).toEqual([502, 1]);
    expect(await answer.json()).toMatchObject({ code: lost });
  });

  it("shows no metrics, and lets sockets through", async () => {
    await start(1);
    for (const path of ["/metrics", "/%6detrics?x", "//metrics"])
      expect(JSON.parse(await answerTo(haproxy[front] + path))).toMatchObject({ code: "haproxy.RouteNotFound" });
    const socket = new WebSocket(haproxy[front].replace("http", "ws"));
    opened.defer(() => socket.terminate());
    await once(socket, "open");
    socket.send("hello");
    const [message] = await once(socket, "message");
    expect(String(message)).toBe("127.0.0.2: hello");
  });
});
