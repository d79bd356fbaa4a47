import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  bool,
  type ConfigOf,
  certificateFile,
  choice,
  defineConfig,
  describeSettings,
  hex,
  int,
  list,
  logLevels,
  path,
  readConfig,
  server,
} from "@pha/service-kit/config";
import { errors } from "./errors.ts";
import { root } from "./paths.ts";

/** Settings of a start: environment variables, each of which an option goes before. */
export const settings = defineConfig({
  chains: {
    env: "DEVNET_CHAINS",
    parse: int({ min: 1, max: 8 }),
    default: 1,
    doc: "How many replicas of the chain run, each with a URL of its own.",
  },
  miners: {
    env: "DEVNET_MINERS",
    parse: int({ max: 64 }),
    default: undefined,
    doc: "How many miners run contracts: as many as the network had before, when absent, or one.",
  },
  network: {
    env: "DEVNET_NETWORK",
    parse: choice(["phala", "khala"]),
    default: "phala",
    doc: "Which network to be the development form of.",
  },
  ports: {
    env: "DEVNET_PORTS",
    parse: choice(["default", "free"]),
    default: "default",
    doc: "default: chain 9944 (and on), gatekeepers 8000 to 8002, governance 8200, console 3000; free: whatever nobody uses.",
  },
  chainOnly: {
    env: "DEVNET_CHAIN_ONLY",
    parse: bool,
    default: false,
    doc: "Only the chain, which certifies its blocks itself: for time travel and the like.",
  },
  withoutSudo: {
    env: "DEVNET_WITHOUT_SUDO",
    parse: bool,
    default: false,
    doc: "Nobody has root authority: only what is voted on is dispatched as root.",
  },
  from: {
    env: "DEVNET_FROM",
    parse: path,
    default: undefined,
    doc: "Folder that npm run export-state wrote: the network begins with that state.",
  },
  salt: {
    env: "DEVNET_SALT",
    parse: hex(32),
    default: undefined,
    doc: "Part of genesis, drawn when absent: with a given one, the next new network has the same genesis hash.",
  },
  httpAllow: {
    env: "DEVNET_HTTP_ALLOW",
    parse: list(server),
    default: [],
    doc: "Servers on a private network, or without TLS, that contracts may fetch from.",
  },
  httpCa: {
    env: "DEVNET_HTTP_CA",
    parse: certificateFile,
    default: undefined,
    doc: "File with a certificate authority, in PEM, that contracts trust besides.",
  },
  logLevel: {
    env: "DEVNET_LOG_LEVEL",
    parse: choice(logLevels),
    default: "info",
    doc: "Least urgent level that services log.",
  },
  dataDir: {
    env: "DEVNET_DATA_DIR",
    parse: path,
    default: join(root, ".data"),
    doc: "Folder of ledger, keys, secrets and logs.",
  },
});

/** Options of a start. */
export type Options = ConfigOf<typeof settings> & { readonly fresh: boolean };

/** Options of `npm start` by the setting that they are. */
export const flags = {
  chains: "chains",
  miners: "miners",
  network: "network",
  ports: "ports",
  from: "from",
  salt: "salt",
  "http-allow": "httpAllow",
  "http-ca": "httpCa",
  "log-level": "logLevel",
  "data-dir": "dataDir",
  "chain-only": "chainOnly",
  "without-sudo": "withoutSudo",
} as const;

/**
 * Reads arguments of `npm start`; each goes before the environment variable of the same meaning.
 *
 * @returns `"help"` when help is asked for.
 * @throws `devnet.BadArguments`, `service-kit.BadSettings`.
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | "help" {
  const { fresh = false, help, ...given } = parse(args);
  if (help) return "help";
  const overrides = Object.entries(flags).flatMap(([flag, key]) => {
    const value = given[flag as keyof typeof given];
    return value === undefined ? [] : [[settings[key].env, String(value)] as const];
  });
  const options = readConfig("devnet", settings, { ...env, ...Object.fromEntries(overrides) });
  if (options.chainOnly && options.chains > 1) throw errors.BadArguments({ reason: ALONE });
  const ofMiners = (["miners", "http-allow", "http-ca"] as const).find(
    (flag) => (given[flag] ?? env[settings[flags[flag]].env]) !== undefined,
  );
  if (options.chainOnly && ofMiners) throw errors.BadArguments({ reason: `${NO_MINERS}: without --${ofMiners}` });
  return { ...options, fresh };
}

const ALONE = "--chain-only is one chain: its clock and its snapshots are of one process";

const NO_MINERS = "--chain-only runs no miners";

const yes = { type: "boolean" } as const;
/** Options that are said or not, without a value. */
const switches = { "chain-only": yes, "without-sudo": yes } as const;

/** Whether an option is said or not, without a value. */
export const isSwitch = (flag: string): boolean => Object.hasOwn(switches, flag);

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const words = { chains: text, miners: text, network: text, ports: text, from: text, salt: text };
    const others = { "http-allow": text, "http-ca": text, "log-level": text, "data-dir": text, ...switches } as const;
    const options = { ...words, ...others, fresh: yes, help: yes };
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw errors.BadArguments({ reason: (cause as Error).message }, cause);
  }
}

/** Text of `npm start -- --help`. */
export function helpText(): string {
  const rows = describeSettings(settings);
  const options = Object.entries(flags).map(([flag, key]) => {
    const row = rows.find(({ env }) => env === settings[key].env);
    const given = row?.default === "" ? "optional" : `default ${row?.default}`;
    const how = isSwitch(flag) ? "" : `${row?.form}; ${given}; `;
    return `  --${flag.padEnd(10)} ${row?.doc} (${how}${row?.env})`;
  });
  return [
    "Starts the whole network on this machine: Postgres, NATS, chain, validators, gatekeepers, miners, governance, console.",
    "",
    "  npm start -- [options]",
    "",
    `  --${"fresh".padEnd(10)} Forgets the network of the last start, with its ledger and keys, and begins anew.`,
    ...options,
  ].join("\n");
}

/** What the command line may say, for who has no code of ours yet. */
export const usage = {
  help: helpText(),
  options: {
    fresh: {},
    ...Object.fromEntries(
      Object.entries(flags).map(([flag, key]) => {
        const { form, rule } = settings[key].parse;
        return [flag, isSwitch(flag) ? {} : { form, ...rule }] as const;
      }),
    ),
  },
};
