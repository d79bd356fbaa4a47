import { parseArgs } from "node:util";
import { flags, isSwitch, settings } from "./options.ts";

/** The command that started the network, as a shell takes it: with the options it was given, and those added here. */
export type Again = (...more: readonly string[]) => string;

/** @param args - of `npm start`; its options that were environment variables are repeated too */
export function startedBy(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Again {
  return (...more) => {
    const added = optionsOf(more);
    const given = optionsOf(args).filter(({ name }) => name !== "fresh" && !added.some((other) => other.name === name));
    const options = [...given, ...added];
    const words = options.flatMap(({ name, value }) => [`--${name}`, ...(value === undefined ? [] : [quote(value)])]);
    const variables = Object.entries(flags).flatMap(([name, key]) => {
      const value = env[settings[key].env];
      return value && !options.some((option) => option.name === name) ? [`${settings[key].env}=${quote(value)}`] : [];
    });
    return [...variables, "npm start", ...(words.length > 0 ? ["--", ...words] : [])].join(" ");
  };
}

interface Given {
  readonly name: string;
  readonly value: string | undefined;
}

/** Options with their values, whatever they are: a start that was refused is repeated too. */
function optionsOf(args: readonly string[]): Given[] {
  const options = Object.fromEntries(Object.keys(flags).map((name) => [name, { type: typeOf(name) }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.flatMap((token) => (token.kind === "option" ? [{ name: token.name, value: token.value }] : []));
}

const typeOf = (name: string) => (isSwitch(name) ? ("boolean" as const) : ("string" as const));

const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
