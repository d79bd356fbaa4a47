import { Agent, request } from "node:http";
import { type AnyEndpoint, apis, type Endpoints, endpoint } from "@pha/api";
import { struct, u32 } from "@pha/codec";
import { maxHttpBodyBytes, maxJsonDepth, maxJsonTokens, usualHttpBodyBytes } from "@pha/limits";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { errors } from "../errors.ts";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { implement, type Route } from "./route.ts";
import { httpServer } from "./server.ts";

const options = { service: "any", log: silentLog, checks: {} };
const json = { "content-type": "application/json" };
const size = maxHttpBodyBytes - 1_000;

/** Short texts that would be a lot once parsed. */
const bombs = {
  "names that differ": () =>
    `{${Array.from({ length: Math.floor(size / 10) }, (_, n) => `"${n.toString(36)}":0`).join()}}`,
  "objects in lists": () => `[${"{},".repeat(size / 3 - 1)}{}]`,
  numbers: () => `[${"0,".repeat(size / 2 - 1)}0]`,
  "lists in lists": () => "[".repeat(size / 2) + "]".repeat(size / 2),
  "objects in objects": () => `${'{"":'.repeat(size / 5)}0${"}".repeat(size / 5)}`,
  "little, but too deep": () => "[".repeat(maxJsonDepth + 1) + "]".repeat(maxJsonDepth + 1),
  "one value too many": () => `[${"0,".repeat(maxJsonTokens)}0]`,
};

attack("post JSON that is a thousand times larger once parsed, to every endpoint", async ({ refused }) => {
  const payloads = Object.values(bombs).map((make) => make());
  for (const api of Object.values(apis)) {
    const endpoints = Object.values<Endpoints>(api).flatMap(Object.values);
    const posts = endpoints.filter(({ method }: AnyEndpoint) => method === "POST");
    const routes = posts.map((endpoint) => ({ endpoint, handle: () => expect.unreachable() }) as Route);
    await using server = await httpServer({ ...options, metrics: createMetrics("any"), routes });
    for (const { path, maxBodyBytes } of posts)
      for (const payload of payloads) {
        const expected = payload.length > maxBodyBytes ? errors.BodyTooLarge : errors.TooManyValues;
        await refused(expected.code, async () => {
          const answer = await server.app.inject({
            method: "POST",
            url: path.replace(/:\w+/g, "0x00"),
            payload,
            headers: json,
          });
          expect(answer.statusCode).toBe(413);
          return answer.json();
        });
      }
  }
});

const numbers = {
  add: endpoint("POST /v1/add", {
    summary: "Takes one.",
    body: { n: u32 },
    reply: struct({ n: u32 }),
    lines: true,
    maxBodyBytes: maxHttpBodyBytes,
  }),
};

attack("send many bytes, or many values, in few requests", async ({ refused }) => {
  const bodies = [`{"n":"${"0".repeat(size)}"}`, `[${"0,".repeat(maxJsonTokens - 2)}0]`, bombs["objects in lists"]()];
  for (const payload of bodies) {
    await using server = await httpServer({
      ...options,
      metrics: createMetrics("any"),
      routes: implement(numbers, { add: (input) => input }),
      requestsPerMinute: 1_000,
    });
    const post = () => server.app.inject({ method: "POST", url: "/v1/add", payload, headers: json });
    let requests = 0;
    for (; (await post()).statusCode !== 429; requests++) expect(requests).toBeLessThan(20);
    await refused(errors.TooManyRequests.code, async () => (await post()).json());
  }
});

attack("send JSON lines without end, in one request", async ({ refused, held }) => {
  await using server = await httpServer({
    ...options,
    metrics: createMetrics("any"),
    routes: implement(numbers, { add: (input) => input }),
    requestsPerMinute: 5_000,
  });
  const port = await server.listen(0, "127.0.0.1");
  const agent = new Agent();
  const lines: string[] = [];
  let isOver = false;
  await held("the client's allowance of requests", async () => {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    const headers = { "content-type": "application/x-ndjson" };
    const out = request({ port, host: "127.0.0.1", agent, method: "POST", path: "/v1/add", headers });
    out.on("error", () => {}); // it is cut off in the end
    const push = () => {
      while (!isOver && out.write('{"n":1}\n0\n'.repeat(3_000)));
      if (!isOver) out.once("drain", push);
    };
    out.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.once("error", reject).once("end", () => {
        isOver = true;
        lines.push(...text.trim().split("\n"));
        resolve();
      });
    });
    push();
    await ended;
    out.destroy();
    expect(lines.length).toBeLessThanOrEqual(5_000);
    expect(lines.length).toBeGreaterThan(4_000); // what reading them costs counts, too
    expect(JSON.parse(lines[0] as string)).toEqual({ n: 1 });
  });
  await refused(errors.TooManyRequests.code, async () => JSON.parse(lines.at(-1) as string).problem);
  agent.destroy();
});

attack("name a body small that is not", async ({ refused }) => {
  expect(usualHttpBodyBytes).toBeLessThan(maxHttpBodyBytes);
  const one = { one: endpoint("POST /v1/one", { summary: "Takes one.", body: { n: u32 }, reply: struct({ n: u32 }) }) };
  await using server = await httpServer({
    ...options,
    metrics: createMetrics("any"),
    routes: implement(one, { one: (input) => input }),
  });
  const port = await server.listen(0, "127.0.0.1");
  await refused(errors.BodyTooLarge.code, async () => {
    const body = new Blob([" ".repeat(usualHttpBodyBytes), '{"n":1}']).stream();
    const init = { method: "POST", headers: json, body, duplex: "half" };
    return (await fetch(`http://127.0.0.1:${port}/v1/one`, init)).json();
  });
});

attack("keep the event loop busy with JSON lines", async ({ held }) => {
  const turns: number[] = [];
  let inTurn = 0;
  const add = (input: { readonly n: number }) => {
    inTurn++;
    for (const end = performance.now() + 1; performance.now() < end; ); // as long as a line may take
    return input;
  };
  const routes = implement(numbers, { add });
  await using server = await httpServer({ ...options, metrics: createMetrics("any"), routes });
  const port = await server.listen(0, "127.0.0.1");
  let isOver = false;
  const count = () => {
    turns.push(inTurn);
    inTurn = 0;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const post = async () => {
    const init = { method: "POST", headers: { "content-type": "application/x-ndjson" }, body: '{"n":1}\n'.repeat(300) };
    return (await fetch(`http://127.0.0.1:${port}/v1/add`, init)).text();
  };
  const answers = await Promise.all([post(), post()]);
  isOver = true;
  await held("the event loop has its turn", () => {
    for (const answer of answers) expect(answer.trim().split("\n")).toHaveLength(300);
    expect(Math.max(...turns)).toBeLessThanOrEqual(24); // two of ten milliseconds, and what ends them
  });
});
