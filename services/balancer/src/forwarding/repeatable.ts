/** Asking for the same again changes nothing more. */
const methods = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** Those that only compute, and submission: an extrinsic is known by its hash and gets the same receipt again. */
const posts = new Set(["/v1/transactions", "/v1/calls", "/v1/proofs"]);

/**
 * Whether a request that may have been answered, or not, may be sent again. The development verbs may not. JSON-RPC
 * submission may: should the first have been heard, the second is told so (1013), as the client would be by its own.
 *
 * @param body - `undefined` when it is not known whole
 */
export function isRepeatable(method: string, url: string, body: string | undefined): boolean {
  if (methods.has(method)) return true;
  if (method !== "POST") return false;
  const path = pathOf(url);
  return path === "/" ? body !== undefined && !body.includes("dev_") : posts.has(path);
}

export const pathOf = (url: string): string => url.split("?")[0] as string;
