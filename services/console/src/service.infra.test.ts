import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainSpecToJson, phala } from "@pha/runtime/spec";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { runtimeCode } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cachedPage } from "./build/cached-page.ts";
import { errors } from "./errors.ts";
import { type Console, startConsole } from "./service.ts";

const opened = new AsyncDisposableStack();
let dir: string;
let page: string;
let url: string;

const start = async (of: string): Promise<Console> =>
  startConsole(
    {
      ...{ port: 0, host: "127.0.0.1", spec: join(dir, "spec.json"), code: join(dir, "runtime.mjs"), page: of },
      ...{ chain: "http://127.0.0.1:9944", gatekeepers: ["http://127.0.0.1:8000"], governance: undefined },
    },
    { log, metrics: createMetrics("console"), signal: new AbortController().signal },
  );

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "console-"));
  opened.defer(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "spec.json"), JSON.stringify(chainSpecToJson(phala({ programs: [] }))));
  await writeFile(join(dir, "runtime.mjs"), await runtimeCode());
  page = await cachedPage(join(dir, "cache"));
  const { port } = opened.use(await start(page));
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => opened.disposeAsync());

/** The files that a page loads before it shows its overview: what the entry names, and what those import. */
async function firstLoad(): Promise<readonly string[]> {
  const index = await (await fetch(url)).text();
  const [entry = ""] = /main-\w+\.js/.exec(index) ?? [];
  const [style = ""] = /style-\w+\.css/.exec(index) ?? [];
  const text = await (await fetch(`${url}/${entry}`)).text();
  const [overview = ""] = /overview-\w+\.js/.exec(text) ?? [];
  const found = new Set<string>();
  const add = async (name: string): Promise<void> => {
    if (found.has(name)) return;
    found.add(name);
    const source = await (await fetch(`${url}/${name}`)).text();
    for (const [, next = ""] of source.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) await add(next);
  };
  for (const name of [entry, overview]) await add(name);
  return [...found, style];
}

it("serves the page, in the form that the browser reads, with a policy that lets nothing foreign in", async () => {
  const answer = await fetch(url, { headers: { "accept-encoding": "gzip" } });
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(answer.headers.get("content-encoding")).toBe("gzip");
  expect(answer.headers.get("content-security-policy")).toContain("connect-src 'self' http://127.0.0.1:9944 ");
  expect(await answer.text()).toMatch(/<script type="module" src="\/main-\w+\.js">/);
});

it("comes up with less than 250 KB, and keeps for ever what is named by its content", async () => {
  const files = await firstLoad();
  expect(files.length).toBeGreaterThan(3);
  let sum = 0;
  for (const name of files) {
    const { headers } = await fetch(`${url}/${name}`, { headers: { "accept-encoding": "br" } });
    expect([name, headers.get("content-encoding"), headers.get("cache-control")]).toEqual([
      name,
      "br",
      "public, max-age=31536000, immutable",
    ]);
    sum += Number(headers.get("content-length"));
  }
  expect(sum).toBeGreaterThan(50_000);
  expect(sum).toBeLessThanOrEqual(250_000);
});

it("names the services and the genesis hash, which it has computed itself", async () => {
  expect(await (await fetch(`${url}/network.json`)).json()).toMatchObject({
    ...{ name: "phala", development: true, ss58Prefix: 42, token: "PHA" },
    ...{ chain: "http://127.0.0.1:9944", gatekeepers: ["http://127.0.0.1:8000"], governance: null },
    genesisHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  });
});

it("sends nothing again that the browser has", async () => {
  const etag = (await fetch(url)).headers.get("etag") ?? "";
  expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
});

it("says that other paths are not there, and refuses to start without a page", async () => {
  expect((await fetch(`${url}/secrets`)).status).toBe(404);
  await expect(start(dir)).rejects.toSatisfy(errors.NoPage.is);
});

it("builds the page once for the same sources", async () => {
  expect(await cachedPage(join(dir, "cache"))).toBe(page);
});
