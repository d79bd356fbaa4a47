import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StandIn, startStandIn } from "./testing/backend.ts";
import { quickPace, startTestBalancer, startWithBackends, type TestBalancer } from "./testing/start.ts";

let opened: AsyncDisposableStack;
beforeEach(() => {
  opened = new AsyncDisposableStack();
});
afterEach(() => opened.disposeAsync());

const start = (count: number) => startWithBackends(opened, count);

const post = (url: string, body: string) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });

/** On a connection of its own, unless an agent has one. */
const textOf = async (url: string, agent: Agent | false = false) => {
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  return text(response);
};

describe("requests", () => {
  it("are spread evenly over idle backends", async () => {
    const { backends, url } = await start(3);
    for (let i = 0; i < 30; i++) await textOf(`${url}/v1/x`);
    expect(backends.map(({ requests }) => requests.length)).toEqual([10, 10, 10]);
  });

  it("of one connection stay with one backend while that is ready, for another may be behind", async () => {
    const { backends, url } = await start(3);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    opened.defer(() => agent.destroy());
    const first = await textOf(`${url}/v1/x`, agent);
    for (let i = 0; i < 10; i++) expect(await textOf(`${url}/v1/x`, agent)).toBe(first);
    const kept = backends.find(({ requests }) => requests.length > 0) as StandIn;
    kept.status = 503;
    await eventually(async () => (await textOf(`${url}/metrics`)).includes('state="unready",service="balancer"} 1'));
    expect(await textOf(`${url}/v1/x`, agent)).not.toBe(first);
  });

  it("go where the fewest are under way", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = opened.use(await startStandIn("slow", (_, response) => void held.then(() => response.end("slow"))));
    const quick = opened.use(await startStandIn("quick"));
    const { url } = opened.use(await startTestBalancer([slow, quick]));
    const waiting = fetch(`${url}/v1/x`); // the first is chosen of equals
    await eventually(() => slow.requests.length === 1);
    for (let i = 0; i < 5; i++) expect(await textOf(`${url}/v1/x`)).toBe("quick");
    release();
    expect(await (await waiting).text()).toBe("slow");
  });

  it("do not go to a backend that says it is not ready, until it is", async () => {
    const { backends, url } = await start(2);
    const [a, b] = backends as [StandIn, StandIn];
    a.status = 503;
    await eventually(async () => (await textOf(`${url}/metrics`)).includes('state="unready",service="balancer"} 1'));
    for (let i = 0; i < 4; i++) expect(await textOf(`${url}/v1/x`)).toBe("b");
    b.status = 503;
    await eventually(async () => (await fetch(`${url}/readyz`)).status === 503);
    expect((await fetch(`${url}/v1/x`)).status).toBe(200); // its own error says more than ours
    a.status = 200;
    await eventually(async () => (await fetch(`${url}/readyz`)).status === 200);
    for (let i = 0; i < 4; i++) expect(await textOf(`${url}/v1/x`)).toBe("a");
  });

  it("find the addresses that a name has gained, and leave those that it has lost", async () => {
    const [a, b] = [opened.use(await startStandIn("a")), opened.use(await startStandIn("b"))];
    const all = [a, b].map(({ port }) => ({ host: `chain-${port}`, port }));
    let known = [`chain-${a.port}`];
    const resolve = async (host: string) => (known.includes(host) ? ["127.0.0.1"] : []);
    const { url } = opened.use(await startTestBalancer(all, {}, { resolve }));
    for (let i = 0; i < 4; i++) expect(await textOf(`${url}/v1/x`)).toBe("a");
    known = all.map(({ host }) => host);
    await eventually(async () => (await textOf(`${url}/v1/x`)) === "b");
    known = [`chain-${b.port}`];
    const seen = async () => [await textOf(`${url}/v1/x`), await textOf(`${url}/v1/x`)];
    await eventually(async () => (await seen()).every((name) => name === "b"));
  });
});

describe("a backend that breaks before it answers", () => {
  /** Reads all of a request, then ends the connection. */
  const breaking = () =>
    startStandIn("breaking", (request) => request.resume().on("end", () => request.socket.destroy()));

  it("is not missed when it was killed", async () => {
    const { backends, url } = await start(3);
    for (let i = 0; i < 3; i++) await textOf(`${url}/v1/x`);
    await backends[1]?.kill();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(`${url}/v1/dev/faucet`, "{}")));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(backends[1]?.requests.length).toBe(1);
  });

  it("has what may be sent twice done by another, with its body", async () => {
    const backend = opened.use(await breaking());
    const echo = opened.use(await startStandIn("echo", (request, response) => request.pipe(response)));
    const { url } = opened.use(await startTestBalancer([backend, echo]));
    const answer = await post(`${url}/v1/transactions`, '{"extrinsic":"0x00"}');
    expect(await answer.text()).toBe('{"extrinsic":"0x00"}');
    expect(backend.requests.length).toBe(1);
  });

  it("is told of when what it was asked may not be done twice", async () => {
    const backend = opened.use(await breaking());
    const other = opened.use(await startStandIn("other"));
    const { url } = opened.use(await startTestBalancer([backend, other]));
    const answer = await post(`${url}/v1/dev/faucet`, "{}");
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ code: "balancer.BackendLost" });
    expect(other.requests.length).toBe(0);
  });

  it("breaks the answer off where it had begun", async () => {
    const half = opened.use(
      await startStandIn("half", (request, response) => {
        response.writeHead(200, { "content-length": "100" }).write("half");
        setTimeout(() => request.destroy(), 20);
      }),
    );
    const { url } = opened.use(await startTestBalancer([half]));
    await expect(textOf(`${url}/v1/x`)).rejects.toThrow();
  });

  it("is given up when it falls silent, and what it had not answered goes to another", async () => {
    const silent = opened.use(await startStandIn("silent", () => {}));
    const other = opened.use(await startStandIn("other"));
    const names = [
      { host: "silent", port: silent.port },
      { host: "other", port: other.port },
    ];
    let known = ["silent"];
    const resolve = async (host: string) => (known.includes(host) ? ["127.0.0.1"] : []);
    const pace = { ...quickPace, answerMs: 150 };
    const { url } = opened.use(await startTestBalancer(names, {}, { resolve, pace }));
    const answer = textOf(`${url}/v1/x`);
    await eventually(() => silent.requests.length === 1);
    known = ["silent", "other"];
    silent.status = undefined;
    expect(await answer).toBe("other");
  });

  it("loses no request of a load run when it is killed in its midst", async () => {
    const { backends, url } = await start(3);
    let sent = 0;
    const client = async () => {
      const statuses = [];
      while (sent < 300) {
        if (++sent === 100) void backends[0]?.kill();
        statuses.push((await post(`${url}/v1/transactions`, `{"n":${sent}}`)).status);
      }
      return statuses;
    };
    const statuses = (await Promise.all(Array.from({ length: 8 }, client))).flat();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThanOrEqual(300);
  });
});

describe("without any backend", () => {
  it("REST gets a coded problem, and the balancer is not ready", async () => {
    const { backends, url } = await start(2);
    await Promise.all(backends.map((backend) => backend.kill()));
    const answer = await fetch(`${url}/v1/blocks/finalized`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toMatch("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await answer.json()).toMatchObject({ code: "balancer.NoBackend", title: "NoBackend" });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("JSON-RPC gets an error under the request's id", async () => {
    const { backends, url } = await start(1);
    await backends[0]?.kill();
    const answer = await post(url, '{"jsonrpc":"2.0","id":3,"method":"system_name","params":[]}');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ id: 3, error: { code: -32000, data: "balancer.NoBackend" } });
  });

  it("begins, and serves when there is one", async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const { url } = opened.use(await startTestBalancer([{ host: "127.0.0.1", port }]));
    expect((await fetch(`${url}/v1/x`)).status).toBe(503);
    opened.use(await startStandIn("late", undefined, port));
    await eventually(async () => (await fetch(`${url}/v1/x`)).status === 200);
  });
});

it("answers what is under way before it stops", async () => {
  const slow = opened.use(
    await startStandIn("slow", (_, response) => void setTimeout(() => response.end("done"), 200)),
  );
  const balancer: TestBalancer = await startTestBalancer([slow]);
  const answer = textOf(`${balancer.url}/v1/x`);
  await eventually(() => slow.requests.length === 1);
  await balancer[Symbol.asyncDispose]();
  expect(await answer).toBe("done");
  await expect(fetch(balancer.url)).rejects.toThrow();
});
