/** What serves at a URL. */
type Service = "chain" | "gatekeeper" | "another service" | "nobody";

/** Asks a URL what serves there. */
export async function serviceAt(url: string): Promise<Service> {
  const [genesis, keys] = await Promise.all(["/v1/genesis", "/v1/keys"].map((path) => ask(url, path)));
  if (genesis === undefined && keys === undefined) return "nobody";
  if (genesis?.["ss58Prefix"] !== undefined) return "chain";
  return keys?.["standing"] === undefined ? "another service" : "gatekeeper";
}

/** What is said at a path; `undefined` when nobody answers. */
async function ask(url: string, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const response = await fetch(url.replace(/\/+$/, "") + path, { signal: AbortSignal.timeout(2_000) });
    return Object(await response.json().catch(() => ({})));
  } catch {
    return undefined;
  }
}
