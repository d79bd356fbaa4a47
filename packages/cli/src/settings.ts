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
  const genesis = options.genesis ?? env["PHA_GENESIS_HASH"];
  return {
    chains: list(options.chain ?? env["PHA_CHAIN_URL"]) ?? [`${local}:9944`],
    gatekeepers:
      list(options.gatekeepers ?? env["PHA_GATEKEEPER_URLS"]) ?? [8000, 8001, 8002].map((port) => `${local}:${port}`),
    genesisHash: genesis === undefined ? undefined : parseHash(genesis),
  };
}

const list = (text: string | undefined): string[] | undefined => text?.split(",").map((url) => url.trim());

/** @throws `cli.BadHash` */
export function parseHash(text: string): `0x${string}` {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw errors.BadHash({ given: text });
  return text.toLowerCase() as `0x${string}`;
}
