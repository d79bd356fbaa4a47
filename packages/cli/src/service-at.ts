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
    return Object(await readJson(response).catch(() => ({})));
  } catch {
    return undefined;
  }
}

/** More bytes than any of ours says there, a genesis with its proof among them. */
const most = 1 << 20;

/** The JSON of a reply, as far as it is one of ours: a stranger may say anything, at any length. */
async function readJson({ body }: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > most) return undefined; // leaving the loop ends the reply
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString());
}
