import type { IncomingMessage } from "node:http";

/** What concerns one connection, not the message (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

/** What a client may not say about itself. */
const claims = /^(forwarded|x-real-ip|x-forwarded-.*|expect)$/;

/** Whoever could remove these, by naming them in `connection`, could hide a second request in a body. */
const framing = new Set(["content-length", "host", "transfer-encoding"]);

/** Whether a request says that a body follows. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** A request's headers as a backend gets them: names and values in turn. */
export function requestHeaders(request: IncomingMessage, client: string): string[] {
  const { method, headers } = request;
  const kept = endToEnd(request, (name) => claims.test(name));
  const saysLength = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  if (!saysLength && method !== "GET" && method !== "HEAD") kept.push("content-length", "0");
  return [...kept, "x-forwarded-for", client];
}

/** The same for a request that turns its connection into something else. */
export const upgradeHeaders = (request: IncomingMessage, client: string): string[] => [
  ...endToEnd(request, (name) => claims.test(name)),
  ...["connection", "Upgrade", "upgrade", request.headers.upgrade ?? "", "x-forwarded-for", client],
];

/** An answer's headers as a client gets them. How its end is found is between us and the client. */
export const answerHeaders = (response: IncomingMessage): string[] =>
  endToEnd(response, (name) => name === "transfer-encoding");

function endToEnd({ rawHeaders, headers }: IncomingMessage, isDropped: (name: string) => boolean): string[] {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name, value] = rawHeaders.slice(i, i + 2) as [string, string];
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || isDropped(lower) || (named.has(lower) && !framing.has(lower))) continue;
    kept.push(name, value);
  }
  return kept;
}
