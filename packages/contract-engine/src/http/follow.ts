import { takeUrlApart, type UrlParts } from "../url.ts";
import { type Allowed, checkPlace, checkRequest } from "./check.ts";
import { errors } from "./errors.ts";
import type { Exchanging, Fetch, Fetched, HttpRequest, HttpResponse } from "./exchange.ts";

const mostRedirects = 5;
const redirects = [301, 302, 303, 307, 308];

/** Headers that are for the server that was asked, and for no other. */
const secret = ["authorization", "cookie"];

/** What fetching is done with. */
export interface FollowDeps {
  readonly exchange: (request: HttpRequest) => Exchanging;
  readonly isAllowed: Allowed;
  /** Told of every request as it is sent, to cancel it. */
  readonly onSent: (exchanging: Exchanging) => void;
}

/**
 * Sends a request and those that its redirects ask for, each of which must be allowed as the first.
 *
 * @throws errors of `http`
 */
export async function follow(wanted: Fetch, { exchange, isAllowed, onSent }: FollowDeps): Promise<Fetched> {
  let request: HttpRequest = wanted;
  for (let hops = 0; ; hops++) {
    await checkPlace(request, isAllowed);
    const exchanging = exchange(request);
    onSent(exchanging);
    const response = await exchanging.response;
    const location = redirects.includes(response.status) ? locationOf(response) : undefined;
    if (location === undefined || wanted.redirect === "manual")
      return { ...response, url: request.url, redirected: hops > 0 };
    if (wanted.redirect === "error" || hops === mostRedirects)
      throw errors.RedirectRefused({ status: response.status });
    request = next(request, response, location);
  }
}

const locationOf = ({ headers }: HttpResponse): string | undefined =>
  headers.find(([name]) => name === "location")?.[1];

/** The request that a redirect asks for, as the Fetch standard has it. */
function next(request: HttpRequest, { status }: HttpResponse, location: string): HttpRequest {
  const from = takeUrlApart([request.url]) as UrlParts;
  const to = takeUrlApart([location, request.url]);
  if (!to) throw errors.BadResponse({ reason: "it redirects to what is no URL" });
  if (from.protocol === "https:" && to.protocol !== "https:") throw errors.RedirectRefused({ status, to: to.protocol });
  const { method } = request;
  const asksAnew = status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
  const headers = request.headers.filter(
    ([name]) => !(asksAnew && name.startsWith("content-")) && !(from.origin !== to.origin && secret.includes(name)),
  );
  return checkRequest({ ...request, url: to.href, headers, ...(asksAnew && { method: "GET", body: undefined }) });
}
