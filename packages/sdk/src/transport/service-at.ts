import { RemoteError } from "@pha/api";
import { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";
import { expectUrls } from "../given/parameter.ts";
import { type Fetch, Transport } from "./transport.ts";

const documentation = { method: "GET", path: "/openapi.json", maxReplyBytes: 4 * 1024 * 1024 };

/**
 * What serves at a URL, by its own word: `chain`, `gatekeeper`; `undefined` where something answers that does not tell.
 *
 * @throws `sdk.BadParameter`; `sdk.Unreachable` when nobody answers; what it answers when it is too busy to tell
 */
export async function serviceAt(url: string, fetch: Fetch = globalThis.fetch): Promise<string | undefined> {
  expectUrls("url", url);
  const title = (body: unknown) => (body as { readonly info?: { readonly title?: unknown } } | null)?.info?.title;
  try {
    const said = await new Transport(url, fetch).ask(documentation, title);
    return typeof said === "string" ? said.slice(0, 40) : undefined;
  } catch (error) {
    if (!(error instanceof CodedError) || errors.Unreachable.is(error) || isBusy(error)) throw error;
    return undefined; // it says nothing of itself
  }
}

/** Whether whoever answers may say what it is another time: what it would be is not known. */
function isBusy(error: unknown): boolean {
  const status = error instanceof RemoteError ? error.status : errors.UnexpectedReply.is(error) && error.data["status"];
  return typeof status === "number" && (status === 429 || status >= 500);
}
