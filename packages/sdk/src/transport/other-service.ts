import { RemoteError, serviceErrors } from "@pha/api";
import { CodedError, type ErrorData } from "@pha/codec";
import { errors } from "../errors.ts";
import { serviceAt } from "./service-at.ts";
import type { Fetch } from "./transport.ts";

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
      const there = await tellingAt(url, fetch);
      if (there && there.service !== service) return wrong({ url, service: there.service }, error);
    }
    return error;
  };

/** What serves there; nothing where nobody answers, or not now: the first error is told then. */
async function tellingAt(url: string, fetch: Fetch): Promise<{ readonly service: string | undefined } | undefined> {
  try {
    return { service: await serviceAt(url, fetch) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return undefined;
  }
}

/** Whether something serves there, but not this path. */
const isMiss = (error: unknown): boolean =>
  serviceErrors.RouteNotFound.is(error) ||
  (error instanceof RemoteError && error.status === 404) ||
  (errors.UnexpectedReply.is(error) && error.data["status"] === 404);
