import { RemoteError, serviceErrors } from "@pha/api";
import type { CodedError, ErrorData } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Fetch, Transport } from "./transport.ts";

/** Tells what a failure of a service's client comes of. */
export type Explain = (error: unknown) => Promise<unknown>;

/** The error of one who took a URL for that of a service. */
type MakeWrong = (found: ErrorData, cause: unknown) => CodedError;

/**
 * A path of its API that is not served means that something else is at one of the URLs: then it is said which, and what
 * is there when it tells.
 *
 * @param service - the name that the service says of itself
 */
export const otherService =
  (service: string, wrong: MakeWrong, urls: string | readonly string[], fetch: Fetch): Explain =>
  async (error) => {
    if (!isMiss(error)) return error;
    for (const url of [urls].flat()) {
      const there = await titleOf(url, fetch);
      if (there !== service) return wrong({ url, service: there }, error);
    }
    return error;
  };

/** Whether something serves there, but not this path. */
const isMiss = (error: unknown): boolean =>
  serviceErrors.RouteNotFound.is(error) ||
  (error instanceof RemoteError && error.status === 404) ||
  (errors.UnexpectedReply.is(error) && error.data["status"] === 404);

const documentation = { method: "GET", path: "/openapi.json", maxReplyBytes: 4 * 1024 * 1024 };

/** The name of the service at a URL, as its documentation says it; `undefined` when it does not. */
async function titleOf(url: string, fetch: Fetch): Promise<string | undefined> {
  try {
    const title = (body: unknown) => (body as { readonly info?: { readonly title?: unknown } } | null)?.info?.title;
    const said = await new Transport(url, fetch).ask(documentation, title);
    return typeof said === "string" ? said.slice(0, 40) : undefined;
  } catch {
    return undefined; // it says nothing of itself
  }
}
