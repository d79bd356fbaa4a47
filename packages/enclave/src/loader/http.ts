import { once } from "node:events";
import type { IncomingMessage, request } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type DetailedPeerCertificate, type TLSSocket, connect as tlsConnect } from "node:tls";
import type { HttpAnswer, HttpRequest } from "../program.ts";
import { decompress } from "./decompress.ts";
import { Trouble } from "./http-trouble.ts";
import { trusting } from "./trust.ts";

/** Bytes of all headers of a response. */
const mostHeaderBytes = 16 << 10;

/** Sends one request over a connection, which it uses up, and takes one response. Never rejects. */
export async function exchange(request: HttpRequest, line: Duplex): Promise<HttpAnswer> {
  try {
    // Not in the realm of a program: what this module hangs on the globals would be frozen with them.
    const { request: send } = await import("node:http");
    const url = new URL(request.url);
    line.on("error", ignore);
    const socket = url.protocol === "https:" ? await secure(line, url, request) : line;
    const response = await ask(send, request, url, socket);
    expectEnd(response, request.method);
    const raw = await readBody(response, request.mostBytes);
    const { statusCode = 0, statusMessage = "", rawHeaders } = response;
    return {
      status: statusCode,
      statusText: statusMessage,
      headers: pairs(rawHeaders),
      body: await decompress(raw, response.headers["content-encoding"], request.mostBytes),
    };
  } catch (error) {
    const { failed, reason } = error instanceof Trouble ? error : new Trouble("Cut", error);
    return { failed, reason };
  }
}

/** What goes wrong with a stream, who waits for it is told; once nobody does, it must not end the thread. */
const ignore = () => {};

/** Has the server prove that it is who was asked, and keeps who carries the bytes from reading them. */
async function secure(line: Duplex, { hostname }: URL, { ca, atMs }: HttpRequest): Promise<TLSSocket> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = tlsConnect({
    ...{ socket: line, host, ...(isIP(host) === 0 && { servername: host }) },
    ...{ secureContext: trusting(ca), rejectUnauthorized: true, minVersion: "TLSv1.2", ALPNProtocols: ["http/1.1"] },
  });
  socket.on("error", ignore);
  try {
    await once(socket, "secureConnect");
  } catch (error) {
    throw new Trouble((error as NodeJS.ErrnoException).code === "ECONNRESET" ? "Cut" : "TlsFailed", error);
  }
  if (hasExpired(socket.getPeerCertificate(true), atMs)) throw new Trouble("TlsFailed", { code: "CERT_HAS_EXPIRED" });
  return socket;
}

/** Whether a certificate, or one that it hangs on, was over at a time which this machine's clock does not tell. */
function hasExpired(certificate: DetailedPeerCertificate, atMs: number): boolean {
  const { valid_to, issuerCertificate: issuer } = certificate;
  if (Date.parse(valid_to) < atMs) return true;
  return issuer !== undefined && issuer !== certificate && hasExpired(issuer, atMs);
}

/** The response to a request, whose body is still to come. */
function ask(send: typeof request, { method, headers, body }: HttpRequest, url: URL, socket: Duplex) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const names = new Set(headers.map(([name]) => name));
  const usual = { accept: "*/*", "user-agent": "phala-contract" };
  const sends = body !== undefined || ["POST", "PUT", "PATCH"].includes(method);
  const all = [
    ["host", url.host],
    ...Object.entries(usual).filter(([name]) => !names.has(name)),
    ...headers,
    ["accept-encoding", "gzip, deflate, br"],
    ...(sends ? [["content-length", String(body?.length ?? 0)]] : []),
    ["connection", "close"],
  ];
  const sent = send({
    ...{ method, path: `${url.pathname}${url.search}`, headers: all.flat() },
    ...{ maxHeaderSize: mostHeaderBytes, insecureHTTPParser: false, createConnection: () => socket as Socket },
  });
  sent.on("response", resolve);
  sent.on("error", (error: NodeJS.ErrnoException) => reject(troubleOf(error)));
  for (const event of ["upgrade", "connect"]) sent.on(event, () => reject(new Trouble("BadResponse", { code: event })));
  sent.end(body);
  return promise;
}

/**
 * A response says itself where it ends, and has a status of the Fetch standard. One that ends with the connection ends
 * where who carries the bytes says.
 */
function expectEnd({ statusCode = 0, headers }: IncomingMessage, method: string): void {
  if (statusCode < 200 || statusCode > 599) throw new Trouble("BadResponse", { code: "status" });
  const hasBody = method !== "HEAD" && statusCode !== 204 && statusCode !== 304;
  const isChunked = /(?:^|,)\s*chunked$/i.test(headers["transfer-encoding"] ?? "");
  if (hasBody && !isChunked && headers["content-length"] === undefined)
    throw new Trouble("BadResponse", { code: "length" });
}

async function readBody(response: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > most) throw new Trouble("ResponseTooLarge", { code: "body" });
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Trouble ? error : troubleOf(error as NodeJS.ErrnoException);
  }
  if (!response.complete) throw new Trouble("Cut", { code: "body" });
  return Buffer.concat(chunks);
}

function troubleOf(error: NodeJS.ErrnoException): Trouble {
  const { code = "" } = error;
  if (code === "HPE_HEADER_OVERFLOW") return new Trouble("ResponseTooLarge", error);
  return new Trouble(code.startsWith("HPE_") ? "BadResponse" : "Cut", error);
}

const pairs = (flat: readonly string[]): [string, string][] =>
  flat.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name.toLowerCase(), flat[i + 1] ?? ""]] : []));
