// Plain JavaScript for any Node from 20.11: what a command line asks for is known before anything is installed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** Usages by the file that a script runs; `npm run generate` writes them from the scripts' own declarations. */
export const usages = JSON.parse(readFileSync(join(import.meta.dirname, "usage.json"), "utf8"));

/** Ends the process where a command line asks for help or cannot be run. */
export function answer(usage, args) {
  const { help, problem } = judge(usage, args) ?? {};
  if (help !== undefined) {
    console.log(help);
    process.exit(0);
  }
  if (problem !== undefined) {
    console.error(`${problem} --help shows what there is.`);
    process.exit(1);
  }
}

/**
 * What a command line gets instead of being run: its help, or what is wrong with it. Nothing where it is to be run.
 *
 * @returns `{ help } | { problem } | undefined`
 */
function judge(usage, args) {
  const { call, help, commands, options = {}, required = [], words = false } = usage;
  if (commands) {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help" || name === "-h") return { help };
    if (Object.hasOwn(commands, name)) return judge(commands[name], rest);
    return { problem: `${call} does not know ${JSON.stringify(name)}, only ${Object.keys(commands).join(", ")}.` };
  }
  const form = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, typeOf(option)]));
  const { tokens } = parseArgs({
    args,
    options: { ...form, help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) return { help };
  for (const token of tokens) {
    const problem = token.kind === "option" ? problemOf(token, options) : strayWord(token, words);
    if (problem !== undefined) return { problem: `${call}: ${problem}.` };
  }
  const missing = required.find((name) => !tokens.some((token) => token.kind === "option" && token.name === name));
  return missing === undefined ? undefined : { problem: `${call} needs --${missing}.` };
}

const typeOf = (option) => ({ type: option.form === undefined ? "boolean" : "string" });

function problemOf({ name, rawName, value }, options) {
  if (!Object.hasOwn(options, name)) return `there is no ${rawName}`;
  const { form, pattern, min = -Infinity, max = Infinity } = options[name];
  if (form === undefined) return value === undefined ? undefined : `--${name} takes no value`;
  if (value === undefined || value.startsWith("-")) return `--${name} must be ${form}`;
  const fits = pattern === undefined || new RegExp(pattern).test(value);
  const inRange = min === -Infinity || (Number(value) >= min && Number(value) <= max);
  return fits && inRange ? undefined : `--${name} must be ${form}, not ${JSON.stringify(value)}`;
}

function strayWord({ kind, value }, words) {
  return kind === "positional" && !words ? `it takes no ${JSON.stringify(value)}` : undefined;
}
