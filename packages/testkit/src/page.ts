import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { lastLines } from "@pha/local-infra";
import { type Chromium, openPage } from "./chromium.ts";
import { errors } from "./errors.ts";

/**
 * Runs a script as a page in a browser: it finds what it is `given` at `/given`, and posts what came of it to `/told`.
 * Its origin is its own, so that what it asks of services crosses origins.
 *
 * @throws `testkit.PageSilent` with what the browser said
 */
export async function runPage(
  chromium: Chromium,
  {
    script,
    given,
    withinMs = 120_000,
  }: { readonly script: string; readonly given: unknown; readonly withinMs?: number },
): Promise<unknown> {
  const told = Promise.withResolvers<unknown>();
  const pages: Readonly<Record<string, readonly [type: string, content: string]>> = {
    "/": ["text/html", '<!doctype html><meta charset="utf-8"><script type="module" src="/script.js"></script>'],
    "/script.js": ["text/javascript", script],
    "/given": ["application/json", JSON.stringify(given)],
  };
  const server = createServer((request, response) => {
    if (request.method === "POST") json(request).then(told.resolve, told.reject);
    const [type, content] = pages[request.url ?? ""] ?? ["text/plain", ""];
    response.setHeader("content-type", type).end(content);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await using page = openPage(chromium, `http://127.0.0.1:${port}/`);
    const late = Promise.withResolvers<never>();
    const fail = (reason: string) => late.reject(errors.PageSilent({ reason, said: lastLines(page.logFile) }));
    const timer = setTimeout(() => fail(`nothing in ${withinMs} ms`), withinMs);
    void page.ended.then(fail);
    return await Promise.race([told.promise, late.promise]).finally(() => clearTimeout(timer));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
