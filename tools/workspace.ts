import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The clone's folder. */
export const root = join(import.meta.dirname, "..");

/** One member of the workspace. */
export interface Member {
  /** Folder from the root, as `packages/codec`. */
  readonly dir: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Every package, service, contract, the benchmarks and the integration tests. */
export function listMembers(): Member[] {
  const files = globSync(
    ["{packages,services,contracts}/*/package.json", "{bench,integration-tests,solidity}/package.json"],
    {
      cwd: root,
    },
  );
  return files.sort().map((file) => {
    const json = JSON.parse(readFileSync(join(root, file), "utf8"));
    return {
      dir: dirname(file),
      name: json.name,
      dependencies: Object.keys({ ...json.dependencies, ...json.optionalDependencies }),
      devDependencies: Object.keys(json.devDependencies ?? {}),
    };
  });
}

/** A member's TypeScript files, by path from the root. */
export const listSources = ({ dir }: Member): string[] =>
  globSync(`${dir}/**/*.{ts,tsx}`, { cwd: root, exclude: ["**/node_modules", "**/readme-example-*"] }).sort();

/** Whether a file is a test, or serves tests or development only. */
export const isTest = (file: string): boolean =>
  /\.(test|config)\.ts$|\/testing(\/|\.ts$)|\/conformance(\/|\.ts$)|^integration-tests\/|^packages\/testkit\//.test(
    file,
  );

/** Text of a file. */
export const readText = (file: string): string => readFileSync(join(root, file), "utf8");

/** What a file imports, type imports included. */
export function listImports(file: string): string[] {
  const statements = readText(file).matchAll(
    /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm,
  );
  return [...statements].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}
