import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeAuthority } from "@pha/attestation/testing";

/** A server that tells a price over HTTPS, under a certificate of an authority of its own. */
export interface PriceServer extends AsyncDisposable {
  /** `localhost:port`. */
  readonly at: string;
  /** File with the authority's certificate. */
  readonly ca: string;
  /** What it was asked: methods, paths, headers. */
  readonly asked: readonly string[];
}

/** Starts it on a free port. */
export async function startPriceServer(): Promise<PriceServer> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "prices-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const authority = makeAuthority();
  const ca = join(folder, "ca.pem");
  await writeFile(ca, authority.cert);
  const asked: string[] = [];
  const server = createServer(authority.issue("localhost"), ({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${JSON.stringify(headers)}`);
    if (url === "/pha") response.end("0.12");
    else response.writeHead(302, { location: "https://169.254.169.254/latest/meta-data" }).end();
  });
  opened.defer(() => new Promise<void>((done) => server.close(() => done())));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const resources = opened.move();
  const at = `localhost:${(server.address() as AddressInfo).port}`;
  return { at, ca, asked, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
