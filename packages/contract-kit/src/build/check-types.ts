import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { realpath, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { errors } from "./errors.ts";
import { withFolder } from "./with-folder.ts";

const { resolve } = createRequire(import.meta.url);
const compiler = join(dirname(resolve("typescript/package.json")), "bin", "tsc");
const nodeTypes = join(dirname(resolve("@types/node/package.json")), "..");
/** The kit's modules, without the ending: sources in a clone, declarations in the package. */
const kit = {
  "@pha/contract-kit": [moduleAt(new URL("../index.ts", import.meta.url))],
  "@pha/contract-kit/testing": [moduleAt(new URL("../testing/index.ts", import.meta.url))],
};
const globals = fileURLToPath(new URL("../../contract-globals.d.ts", import.meta.url));

/** Where a contract's code begins, from its folder. */
export const contractSource = join("src", "index.ts");

/** What code may use: of a contract the engine's globals, of a test also Node's. */
export type Surroundings = "engine" | "node";

/**
 * Checks the types of sources and of what they import in the contract's folder, by its `tsconfig.json` if it has one,
 * else strictly. Everything else is the kit's affair.
 *
 * @param files - from the folder
 * @throws `contract-kit.TypesFail` with each mistake and its place
 */
export async function checkTypes(folder: string, files: readonly string[], surroundings: Surroundings): Promise<void> {
  const root = await realpath(folder);
  const own = join(root, "tsconfig.json");
  const inNode = surroundings === "node";
  const config = {
    ...(existsSync(own) ? { extends: own } : {}),
    compilerOptions: {
      ...(existsSync(own) ? {} : { strict: true }),
      ...{ noEmit: true, composite: false, incremental: false, declaration: false, skipLibCheck: true },
      ...{ module: "esnext", moduleResolution: "bundler", allowImportingTsExtensions: true },
      ...{ target: "es2023", lib: inNode ? ["es2023", "esnext.disposable", "dom"] : ["es2023"] },
      ...(inNode ? { types: ["node"], typeRoots: [nodeTypes] } : { types: [] }),
      paths: kit,
    },
    include: [],
    files: [...files.map((file) => join(root, file)), ...(inNode ? [] : [globals])],
  };
  const output = await withFolder("pha-types-", async (place) => {
    await writeFile(join(place, "tsconfig.json"), JSON.stringify(config));
    return compile(join(place, "tsconfig.json"), root);
  });
  const found = mistakesIn(output, root);
  // The compiler would have platforms added, which the engine is not.
  const mistakes = inNode ? found : found.map((line) => line.replace(/ Do you need to .*$/, " The engine has none."));
  if (mistakes.length > 0) throw errors.TypesFail({ mistakes: mistakes.map((line) => `\n  ${line}`).join("") });
}

/** What the compiler says of a program: nothing when its types hold. */
async function compile(config: string, cwd: string): Promise<string> {
  const child = spawn(process.execPath, [compiler, "--project", config, "--pretty", "false"], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (code !== 0 && !output.includes("error TS"))
    throw new Error(`the compiler ended with ${code ?? signal}: ${output}`);
  return output;
}

/** Lines of the compiler's output that are about the contract's own files, or about no file. */
function mistakesIn(output: string, root: string): string[] {
  return output.split("\n").flatMap((line) => {
    const [, file, row, message] = /^(?:(.+?)\((\d+),\d+\): )?(error TS.*)$/.exec(line) ?? [];
    if (message === undefined) return [];
    if (file === undefined) return [message];
    const path = relative(root, join(root, file));
    const isOwn = !isAbsolute(file) && !/^\.\.|(^|[\\/])node_modules[\\/]/.test(path);
    return isOwn ? [`${path}:${row}: ${message}`] : [];
  });
}

function moduleAt(url: URL): string {
  return fileURLToPath(url).replace(/\.[jt]s$/, "");
}
