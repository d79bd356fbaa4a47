// Plain JavaScript for any Node from 20.11: what pha says of itself is known before anything is installed.
import { readFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";

const read = (path) => JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8"));

/**
 * What a command line of `pha` asks to be told of `pha` itself: its help, a command's, or the version. `undefined` where
 * it is to be run, or not understood.
 *
 * @param {readonly string[]} args
 * @param {string} program - what it is called as
 * @returns {string | undefined}
 */
export function aboutPha(args, program) {
  const { help, options } = read("pha-help.json");
  const helpOf = (words) => help[words]?.replaceAll("./pha", program);
  let words = "";
  for (let i = 0; i < args.length && args[i] !== "--"; i++) {
    const arg = args[i];
    const longer = `${words} ${arg}`.trim();
    if (arg === "--help" || arg === "-h") return helpOf(words);
    if (arg === "--version" && words === "") return read("../packages/cli/package.json").version;
    if (arg === "help" && words === "") return helpOf(args.slice(i + 1).join(" "));
    if (options.includes(arg)) i++;
    else if (Object.hasOwn(help, longer)) words = longer;
    else if (!arg.startsWith("-") && isGroup(help, words)) return undefined; // a command that there is not
  }
  return undefined;
}

/**
 * What calls the clone's `pha` from where a person is: `pha` when it is found that way, a path otherwise.
 *
 * @param {string} file
 * @param {Pick<NodeJS.Process, "argv" | "cwd" | "env">} process
 * @returns {string}
 */
export function nameOf(file, { argv, cwd, env }) {
  if (env.PATH?.split(delimiter).includes(dirname(argv[1]))) return "pha";
  const path = relative(cwd(), file);
  const near = path.startsWith(".") ? path : `./${path}`;
  return near.length <= file.length ? near : file;
}

const isGroup = (help, words) => Object.keys(help).some((other) => words === "" || other.startsWith(`${words} `));
