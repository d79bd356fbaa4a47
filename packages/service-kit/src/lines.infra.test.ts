import { request } from "node:http";
import { endpoint } from "@pha/api";
import { defineErrors, struct, u32 } from "@pha/codec";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HttpServer, httpServer, implement } from "./http.ts";
import { silentLog as log } from "./log.ts";
import { createMetrics } from "./metrics.ts";

const shop = defineErrors("shop", { SoldOut: { index: 0, kind: "conflict", doc: "Nothing is left." } });

let server: HttpServer;
let url: string;

const n = { n: u32 };
const numbers = {
  double: endpoint("POST /v1/double", {
    summary: "Doubles.",
    body: n,
    maxBodyBytes: 1_000,
    reply: struct(n),
    lines: true,
    errors: [shop.SoldOut],
  }),
  single: endpoint("POST /v1/single", { summary: "Takes one.", body: n, reply: struct(n) }),
};
const routes = implement(numbers, {
  async double({ n }) {
    if (n === 13) throw shop.SoldOut();
    if (n === 500) throw new Error("secret detail");
    await new Promise((resolve) => setTimeout(resolve, n % 3));
    return { n: 2 * n };
  },
  single: (input) => input,
});

beforeEach(async () => {
  const metrics = createMetrics("demo");
  server = await httpServer({ service: "demo", log, metrics, checks: {}, routes });
  url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
});
afterEach(() => server[Symbol.asyncDispose]());

const headers = { "content-type": "application/x-ndjson" };
const post = (path: string, body: string) => fetch(`${url}${path}`, { method: "POST", headers, body });

/** A request whose body is written bit by bit. */
function open() {
  const lines: string[] = [];
  const out = request(`${url}/v1/double`, { method: "POST", headers });
  out.on("error", () => {});
  out.on("response", (response) =>
    response.setEncoding("utf8").on("data", (text) => lines.push(...text.trim().split("\n"))),
  );
  return { out, lines };
}

describe("a route that takes JSON lines", () => {
  it("answers each line as it would answer it alone, in order", async () => {
    const answer = await post("/v1/double", '{"n":1}\n{"n":2}\n{"n":13}\n{"n":3}\n\n{"n":"x"}\nno\n{"n":500}\n{"n":4}');
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const text = await answer.text();
    expect(text).not.toContain("secret detail");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ n, problem }) => n ?? problem.code)).toEqual([
      2,
      4,
      "shop.SoldOut",
      6,
      "codec.BadJson",
      "service-kit.BadRequest",
      "service-kit.Internal",
      8,
    ]);
  });

  it("still takes one body as JSON", async () => {
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: '{"n":4}' };
    expect(await (await fetch(`${url}/v1/double`, json)).json()).toEqual({ n: 8 });
  });

  it("takes more than one body may hold in all, but no longer line", async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `{"n":${n + 1_000}}`);
    many[17] = `{"n":${" ".repeat(1_000)}1}`;
    const lines = (await (await post("/v1/double", many.join("\n"))).text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[17].problem.code).toBe("service-kit.BodyTooLarge");
    expect(lines.map(({ n }) => n).toSpliced(17, 1)).toEqual(
      Array.from({ length: 5_000 }, (_, n) => 2 * (n + 1_000)).toSpliced(17, 1),
    );
  });

  it("answers while lines are still coming", async () => {
    const { out, lines } = open();
    for (const n of [1, 2, 3]) {
      out.write(`{"n":${n}}\n`);
      await eventually(() => lines.length === n);
    }
    expect(lines.map((line) => JSON.parse(line).n)).toEqual([2, 4, 6]);
    out.end();
    await eventually(() => out.closed);
  });

  it("stops with its client, and with the server", async () => {
    const { out, lines } = open();
    out.write('{"n":1}\n');
    await eventually(() => lines.length === 1);
    out.destroy();
    const other = open();
    other.out.write('{"n":1}\n');
    await eventually(() => other.lines.length === 1);
    await server[Symbol.asyncDispose]();
    await eventually(() => other.out.closed);
  });
});

it("other routes refuse JSON lines", async () => {
  const answer = await post("/v1/single", '{"n":1}');
  expect([answer.status, (await answer.json()).code]).toEqual([415, "service-kit.UnsupportedMediaType"]);
});
