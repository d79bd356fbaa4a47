import { type AnyEndpoint, apis, type Endpoints, type Fields } from "@pha/api";
import { AccountId, errors as codecErrors, type Json, type JsonSchema } from "@pha/codec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import type { Route } from "./route.ts";
import { type HttpServer, httpServer } from "./server.ts";

/** What a handler got last. Every one refuses, with an error of its own kind, so that all answers are alike. */
let heard: unknown;
const refuse = (input: unknown) => {
  heard = input;
  throw errors.DbFull();
};

interface Request {
  readonly method: AnyEndpoint["method"] | "HEAD" | "OPTIONS";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** A value that a type takes, by its JSON Schema. */
function sample(schema: JsonSchema): Json {
  const { type, anyOf, oneOf, enum: words, const: only, items, prefixItems, minItems = 1, properties } = schema;
  const { pattern = "", description = "", minimum = 0 } = schema as { [key: string]: string & number };
  const [example] = /^\{ "type".*?\}/.exec(description) ?? []; // of an era, whose schema says no more
  if (example) return JSON.parse(example);
  if (only !== undefined) return only as Json;
  if (anyOf) return sample((anyOf as JsonSchema[]).find((one) => one["type"] !== "null") as JsonSchema);
  if (oneOf) return sample((oneOf as JsonSchema[])[0] as JsonSchema);
  if (words) return (words as Json[])[0] as Json;
  if (prefixItems) return (prefixItems as JsonSchema[]).map(sample);
  if (type === "integer") return Math.max(minimum, 7);
  if (type === "boolean") return true;
  if (type === "array")
    return Array.from({ length: Math.max(1, minItems as number) }, () => sample(items as JsonSchema));
  if (type !== "string")
    return Object.fromEntries(Object.entries((properties ?? {}) as object).map(([name, of]) => [name, sample(of)]));
  if (schema["format"] === "date") return "2026-12-01";
  const bytes = /^\^0x.*\{(\d+)\}\$$/.exec(pattern)?.[1];
  if (bytes) return `0x${"ab".repeat(Number(bytes) / 2)}`;
  if (pattern.startsWith("^0x")) return "0xab";
  if (description === AccountId.schema["description"]) return `0x${"ab".repeat(32)}`;
  const word = /\|(\w+)\)\$$/.exec(pattern)?.[1];
  return word ?? (pattern.includes(")-(") ? "1-2" : "7");
}

const sampleOf = (fields: Fields) => Object.entries(fields).map(([name, type]) => [name, sample(type.schema)] as const);

/** A request that the endpoint takes. */
function requestFor({ method, path, params, query, body }: AnyEndpoint): Request {
  const values = Object.fromEntries(sampleOf(params));
  const search = new URLSearchParams(sampleOf(query).map(([name, value]) => [name, String(value)]));
  const url = `${path.replace(/:(\w+)/g, (_, name) => String(values[name]))}${search.size ? `?${search}` : ""}`;
  if (Object.keys(body).length === 0) return { method, url };
  const payload = JSON.stringify(Object.fromEntries(sampleOf(body)));
  return { method, url, payload, headers: { "content-type": "application/json" } };
}

const shout = (text: string) => text.replace(/0x[0-9a-f]+/g, (hex) => `0x${hex.slice(2).toUpperCase()}`);
const onPath = (url: string, change: (path: string) => string) => url.replace(/^[^?]+/, change);
const typed = (request: Request, type: string): Request =>
  request.payload === undefined ? request : { ...request, headers: { "content-type": type } };

/** The same in other words: odd, but legal, and so the handler hears the same. */
const odd: Readonly<Record<string, (request: Request) => Request>> = {
  "with a slash behind": (request) => ({ ...request, url: onPath(request.url, (path) => `${path}/`) }),
  "with slashes doubled": (request) => ({ ...request, url: onPath(request.url, (path) => path.replaceAll("/", "//")) }),
  "in upper-case digits": ({ payload, ...request }) => ({
    ...request,
    url: shout(request.url),
    ...(payload === undefined ? {} : { payload: shout(payload) }),
  }),
  "with its path escaped": (request) => ({
    ...request,
    url: onPath(request.url, (path) => path.replace(/(?<=\/)[^/]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)),
  }),
  "that names a charset": (request) => typed(request, "Application/JSON;  Charset=UTF-8"),
  "that names a type of no body": (request) =>
    request.payload === undefined ? { ...request, headers: { "content-type": "text/plain" } } : request,
  "with spaces in its body": (request) =>
    request.payload === undefined ? request : { ...request, payload: `\uFEFF \n${request.payload}\n` },
  "that accepts something else": (request) => ({
    ...request,
    headers: { ...request.headers, accept: "text/html;q=0.9" },
  }),
};

describe.each(Object.entries(apis))("every endpoint of %s", (_, api) => {
  const endpoints = Object.values<Endpoints>(api).flatMap((group) => Object.values(group));
  let server: HttpServer;

  beforeAll(async () => {
    const routes = endpoints.map((endpoint) => ({ endpoint, handle: refuse }) as Route);
    server = await httpServer({ service: "any", log: silentLog, metrics: createMetrics("any"), checks: {}, routes });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  async function ask(request: Request) {
    heard = undefined;
    const { statusCode: status, headers, body } = await server.app.inject(request);
    const code = /json/.test(String(headers["content-type"])) && body !== "" ? JSON.parse(body).code : undefined;
    return { status, code, headers, heard, body };
  }

  describe.each(endpoints.map((one) => [`${one.method} ${one.path}`, one] as const))("%s", (_, endpoint) => {
    const plain = requestFor(endpoint);

    it("hears what it is asked; pages of any origin may read its refusal", async () => {
      const answer = await ask(plain);
      expect([answer.status, answer.code]).toEqual([503, errors.DbFull.code]);
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
      const fields = [endpoint.params, endpoint.query, endpoint.body].flatMap(Object.keys);
      expect(Object.keys(answer.heard as object).sort()).toEqual(fields.sort());
    });

    it.each(Object.entries(odd))("hears the same %s", async (_, change) => {
      const expected = (await ask(plain)).heard;
      expect(await ask(change(plain))).toMatchObject({ status: 503, code: errors.DbFull.code, heard: expected });
    });

    it("answers OPTIONS, of a page that asks first and of anybody", async () => {
      const preflight = { origin: "https://app.example", "access-control-request-method": endpoint.method };
      for (const headers of [preflight, {}]) {
        const answer = await ask({ method: "OPTIONS", url: plain.url, headers });
        expect(answer).toMatchObject({ status: 204, heard: undefined });
        expect(answer.headers["access-control-allow-methods"]).toContain(endpoint.method);
      }
    });

    it("answers HEAD as GET without the body, or says that it takes none", async () => {
      const answer = await ask({ ...plain, method: "HEAD" });
      expect(answer.body).toBe("");
      if (endpoint.method === "GET") expect(answer.status).toBe("stream" in endpoint ? 200 : 503);
      else if (endpoints.every(({ method, path }) => method !== "GET" || path !== endpoint.path))
        expect(answer.status).toBe(405);
    });

    it("refuses what it does not know, in the query and in the body", async () => {
      const url = `${plain.url}${plain.url.includes("?") ? "&" : "?"}colour=red`;
      expect(await ask({ ...plain, url })).toMatchObject({ status: 400, code: codecErrors.BadJson.code });
      if (endpoint.method === "GET") return;
      const payload = JSON.stringify({ ...JSON.parse(plain.payload ?? "{}"), colour: "red" });
      const headers = { "content-type": "application/json" };
      expect(await ask({ ...plain, payload, headers })).toMatchObject({ status: 400, code: codecErrors.BadJson.code });
    });

    it("has pages as large as asked for, and refuses what is too many or none", async () => {
      if (!("limit" in endpoint.query)) return;
      const page = (limit: unknown) => ask({ ...plain, url: plain.url.replace("limit=7", `limit=${limit}`) });
      for (const limit of [1, 100]) expect((await page(limit)).heard).toMatchObject({ limit });
      for (const limit of [0, 101, "-1", "all"]) {
        const { status, code, body } = await page(limit);
        expect([status, code]).toEqual([400, codecErrors.BadJson.code]);
        expect(body).toContain("an integer from 1 to 100");
      }
    });

    it("says so when a body is not read as what it is", async () => {
      if (plain.payload === undefined) return;
      const unread = [
        { "content-type": "text/plain" },
        { "content-type": "application/json; charset=utf-16" },
        { "content-type": "application/json", "content-encoding": "gzip" },
      ];
      for (const headers of unread)
        expect(await ask({ ...plain, headers })).toMatchObject({ status: 415, code: errors.UnsupportedMediaType.code });
    });
  });
});
