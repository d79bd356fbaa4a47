import { errors } from "./errors.ts";

/** Options that every command takes, as the parser gives them. */
export interface GlobalOptions {
  readonly chain?: string;
  readonly gatekeepers?: string;
  readonly genesis?: string;
  readonly json?: boolean;
}

/** Where the network is. */
export interface Settings {
  /** One replica of the chain, or several. */
  readonly chains: readonly string[];
  readonly gatekeepers: readonly string[];
  readonly genesisHash: `0x${string}` | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const local = "http://127.0.0.1";

/** Options go before environment variables, these before the network on this machine. */
export function readSettings(options: GlobalOptions, env: Environment): Settings {
  const { chain, gatekeepers, genesis = env["PHA_GENESIS_HASH"] } = options;
  return {
    chains: parseUrls("--chain", chain) ?? parseUrls("PHA_CHAIN_URL", env["PHA_CHAIN_URL"]) ?? [`${local}:9944`],
    gatekeepers:
      parseUrls("--gatekeepers", gatekeepers) ??
      parseUrls("PHA_GATEKEEPER_URLS", env["PHA_GATEKEEPER_URLS"]) ??
      [8000, 8001, 8002].map((port) => `${local}:${port}`),
    genesisHash: genesis === undefined ? undefined : parseHash(genesis, "genesis hash"),
  };
}

/**
 * URLs with commas between.
 *
 * @param source - the option or variable that has them
 * @throws `cli.BadUrl`
 */
function parseUrls(source: string, text: string | undefined): string[] | undefined {
  return text?.split(",").map((part) => {
    const given = part.trim();
    if (/^https?:\/\/[^/\s]/i.test(given) && URL.canParse(given)) return given;
    throw errors.BadUrl({ [source]: given, ...likelyUrl(given) });
  });
}

/** What a text was probably meant as, or why it is nothing of the kind: services speak HTTP, on whose port a WebSocket is too. */
function likelyUrl(given: string): { readonly meant?: string; readonly reason?: string } {
  const [, scheme = "", rest = given] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(.*)$/i.exec(given) ?? [];
  const known = { "": "http", http: "http", https: "https", ws: "http", wss: "https" }[scheme.toLowerCase()];
  if (known === undefined) return { reason: `no service here speaks ${scheme.toLowerCase()}` };
  const meant = `${known}://${rest}`;
  return URL.canParse(meant) ? { meant } : {};
}

/** @throws `cli.BadHash` */
export function parseHash(text: string, what: string): `0x${string}` {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw errors.BadHash({ what, given: text });
  return text.toLowerCase() as `0x${string}`;
}
