import { readFileSync } from "node:fs";
import { errors } from "./errors.ts";
import { envPrefix, type Setting, type Settings } from "./settings.ts";

export { certificateFile } from "./certificate-file.ts";
export { type LogLevel, logLevels, withLogLevel } from "./log-level.ts";
export {
  accountUri,
  bool,
  choice,
  hex,
  hostName,
  int,
  list,
  type Parser,
  path,
  peer,
  port,
  secret,
  server,
  text,
  url,
} from "./parsers.ts";
export { Secret } from "./secret.ts";
export {
  type ClientsConfig,
  clientsSettings,
  databaseSettings,
  type HttpConfig,
  httpSettings,
  type NatsConfig,
  type NetworkConfig,
  natsSettings,
  networkSettings,
} from "./setting-groups.ts";
export { type ConfigOf, defineConfig, envPrefix, type Setting, type Settings } from "./settings.ts";

/**
 * Reads a service's settings.
 *
 * @param env - the environment; other services' variables in it are none of ours.
 * @throws `service-kit.BadSettings` listing every problem: missing, of the wrong form, or unknown.
 */
export function readConfig<C>(
  service: string,
  settings: Settings<C>,
  env: Readonly<Record<string, string | undefined>>,
): C {
  const problems: string[] = [];
  const known = new Set<string>();
  const config: Partial<C> = {};
  for (const [key, setting] of Object.entries(settings) as [keyof C, Setting<C[keyof C]>][]) {
    known.add(setting.env);
    if (setting.parse.secret) known.add(`${setting.env}_FILE`);
    const given = readGiven(setting, env, problems);
    if (given === undefined) {
      if ("default" in setting) config[key] = setting.default as C[keyof C];
      else problems.push(`${setting.env} is not set: ${setting.doc}`);
      continue;
    }
    const value = setting.parse.parse(given);
    const shown = setting.parse.secret ? "" : `, not ${JSON.stringify(given)}`;
    if (value === undefined) problems.push(`${setting.env} must be ${setting.parse.form}${shown}`);
    else config[key] = value;
  }
  for (const name of Object.keys(env))
    if (name.startsWith(envPrefix(service)) && !known.has(name)) problems.push(`${name} is no setting of ${service}`);
  if (problems.length > 0) throw errors.BadSettings({ problems: problems.join("\n") });
  return config as C;
}

function readGiven<T>(
  setting: Setting<T>,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const file = setting.parse.secret ? env[`${setting.env}_FILE`] : undefined;
  if (file === undefined) return env[setting.env] || undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    problems.push(`${setting.env}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code} ${file}`);
    return "";
  }
}

/** One row of a settings table as people read it. */
export interface SettingRow {
  readonly env: string;
  readonly form: string;
  /** Text of the default; `undefined` when the variable must be set, empty when it may be left out. */
  readonly default: string | undefined;
  readonly doc: string;
}

/** The rows of `.env.example`, of the README's table and of `--help`. */
export function describeSettings<C>(settings: Settings<C>): SettingRow[] {
  return (Object.values(settings) as Setting<unknown>[]).map((setting) => ({
    env: setting.env,
    form: setting.parse.form,
    default: "default" in setting ? String(setting.default ?? "") : undefined,
    doc: setting.parse.secret
      ? `${setting.doc} Secret; ${setting.env}_FILE may name a file that holds it.`
      : setting.doc,
  }));
}
