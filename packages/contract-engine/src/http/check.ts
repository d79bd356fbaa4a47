import { type CodedError, isPublicAddress } from "@pha/codec";
import { takeUrlApart, type UrlParts } from "../url.ts";
import { addressIn } from "./address.ts";
import { errors } from "./errors.ts";
import type { Fetch, Header, HttpRequest } from "./exchange.ts";

const token = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
/** As HTTP has it: no control character but a tab, nothing beyond a byte. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that say how the connection is used, which is not the contract's affair. */
const forbidden =
  /^(?:accept-encoding|connection|content-length|expect|host|http2-settings|keep-alive|te|trailer|transfer-encoding|upgrade|via|proxy-.*)$/;

/** Methods that open something else than a request. */
const forbiddenMethods = ["CONNECT", "TRACE", "TRACK"];

/** Ports of other protocols: below this all but two. */
const firstFreePort = 1_024;
const webPorts = [80, 443];

const bad = (reason: string): CodedError => errors.BadFetch({ reason });

/**
 * A request in the form in which it may be sent: whatever a contract made of it.
 *
 * @throws `http.BadFetch`
 */
export function checkRequest<R extends HttpRequest>(request: R): R {
  const { body } = request;
  const method = request.method.toUpperCase(); // as it is sent
  if (!token.test(method) || forbiddenMethods.includes(method)) throw bad("this method is not to be sent");
  if (body !== undefined && (method === "GET" || method === "HEAD")) throw bad(`a ${method} has no body`);
  const parts = takeUrlApart([request.url]);
  if (!parts) throw bad("the URL is none");
  if (parts.protocol !== "https:" && parts.protocol !== "http:") throw bad("the URL is not of https");
  if (parts.username !== "" || parts.password !== "") throw bad("the URL has a password in it: send a header");
  return {
    ...request,
    url: parts.href.slice(0, parts.href.length - parts.hash.length),
    headers: request.headers.map(checkHeader),
  };
}

function checkHeader([given, value]: Header): Header {
  const name = given.toLowerCase();
  if (!token.test(name)) throw bad("the name of a header is none");
  if (forbidden.test(name)) throw bad(`the header ${name} is set by the worker`);
  if (!fieldValue.test(value)) throw bad(`the value of the header ${name} has characters that no header has`);
  return [name, value.trim()];
}

/** UTF-8 bytes of a request, about: what is no ASCII is refused, or escaped. */
export const requestBytes = ({ url, headers, body }: Fetch): number =>
  url.length + headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) + (body?.length ?? 0);

/** Servers that a development network's settings let through: `host:port`. */
export type Allowed = (place: string) => boolean | Promise<boolean>;

/** The host of a URL, as it is looked up, and the port. */
export function placeIn(url: string): { readonly protocol: string; readonly host: string; readonly port: number } {
  const { protocol, hostname, port } = takeUrlApart([url]) as UrlParts;
  return { protocol, host: hostname, port: Number(port || (protocol === "https:" ? 443 : 80)) };
}

/**
 * Whether a request may go where its URL says, as far as that can be told before its host's name is looked up.
 *
 * @throws `http.NotProtected`, `http.AddressRefused`
 */
export async function checkPlace({ url }: HttpRequest, isAllowed: Allowed): Promise<void> {
  const { protocol, host, port } = placeIn(url);
  if (await isAllowed(`${host}:${port}`)) return;
  if (protocol !== "https:") throw errors.NotProtected({ host });
  const address = addressIn(host);
  const isLocal = /(?:^|\.)(?:localhost|local|internal)\.?$/.test(host);
  const isPublic = !isLocal && (address === undefined || isPublicAddress(address));
  if (!isPublic || (port < firstFreePort && !webPorts.includes(port))) throw errors.AddressRefused({ host, port });
}
