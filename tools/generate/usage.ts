import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usage as bench } from "../../bench/src/usage.ts";
import { usage as buildRuntime } from "../../packages/devnet/src/build-runtime-usage.ts";
import { usage as start } from "../../packages/devnet/src/options.ts";
import { usage as exportState } from "../../services/chain/src/export/arguments.ts";
import { usage as replay } from "../../services/chain/src/replay/usage.ts";
import { usage as fuzz } from "../../services/chain/src/testing/fuzz/usage.ts";
import type { Page } from "../generate.ts";
import { root } from "../workspace.ts";

/** An option's value as it reads after "must be", and its rule; without a form it takes none. */
interface Option {
  readonly form?: string;
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

/** What a script's command line may say. */
interface Usage {
  readonly help: string;
  readonly options?: Readonly<Record<string, Option>>;
  readonly required?: readonly string[];
  /** Whether words that are no options mean something. */
  readonly words?: boolean;
  /** What the first word may be; each has a usage of its own. */
  readonly commands?: Readonly<Record<string, Usage>>;
}

const test: Usage = {
  help: `Runs everything that can be tested on this machine, and says what it skipped and why.

  npm test -- [steps] [words]

  Steps: lint, types, unused, unit, infra, integration, generated. Words choose test files whose path has one of them.`,
  words: true,
};
const adversary: Usage = {
  help: `Attacks what stands here, each attempt real, and says in a table what stopped it.

  npm run adversary [-- words]

  Words choose attacks: those whose file's path has one of them (files *.attack.test.ts, *.attack.infra.test.ts).`,
  words: true,
};
const packages: Usage = { help: "Makes what is published: dist/<package>, and the same as a tarball beside it." };
const swarm: Usage = {
  help: `Prints docker-compose.yml as Docker Swarm takes it.

  npm run --silent swarm | docker stack deploy --compose-file - phala`,
};

/** Usages by the name of their script. */
const usages: Readonly<Record<string, Usage>> = {
  start,
  test,
  bench,
  adversary,
  fuzz,
  "build:runtime": buildRuntime,
  packages,
  "export-state": exportState,
  replay,
  swarm,
};

const BOOTSTRAP = "exec node tools/bootstrap.mjs ";

/** `tools/usage.json`: what the command line of every script may say that installs before it runs. */
export async function usagePages(): Promise<Page[]> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const rows = Object.entries(scripts).flatMap(([name, command]) => {
    if (!command.startsWith(BOOTSTRAP)) return [];
    const usage = usages[name];
    if (usage === undefined) throw new Error(`tools/generate/usage.ts has no usage of npm run ${name}`);
    return [
      [
        command.slice(BOOTSTRAP.length),
        called(["start", "test"].includes(name) ? `npm ${name}` : `npm run ${name}`, usage),
      ],
    ];
  });
  // Defaults name folders of this checkout; the file is the same in every one.
  const text = JSON.stringify(Object.fromEntries(rows), undefined, 2).replaceAll(`${root}/`, "");
  return [{ path: "tools/usage.json", text: `${text}\n` }];
}

/** The usage with the command that it is of. */
function called(call: string, { commands, ...usage }: Usage): unknown {
  if (commands === undefined) return { call, ...usage };
  const named = Object.entries(commands).map(([name, of]) => [name, called(`${call} ${name}`, of)]);
  return { call, ...usage, commands: Object.fromEntries(named) };
}
