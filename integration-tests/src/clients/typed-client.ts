import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fromHex } from "@pha/codec";
import { ask } from "../http.ts";

const run = promisify(execFile);
const ours = join(import.meta.dirname, "../../node_modules");
const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc");

const settings = {
  "package.json": { name: "typed-client", private: true, type: "module" },
  ".papi/polkadot-api.json": {
    version: 0,
    descriptorPath: "descriptors",
    entries: { ledger: { metadata: "ledger.scale" } },
    options: { noDescriptorsPackage: true },
  },
  "tsconfig.json": {
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "dom"],
      types: [],
      module: "esnext",
      moduleResolution: "bundler",
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    },
    files: ["program.ts"],
  },
};

/** A folder with the typed client that `papi` makes of a chain's metadata. */
export interface TypedClient extends AsyncDisposable {
  /** Its descriptors, as `getTypedApi` takes them. */
  readonly descriptors: string;
  /** What the compiler says about a program that uses them: nothing, when it is right. */
  compile(program: string): Promise<string>;
}

export async function generateTypedClient(chain: string): Promise<TypedClient> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "typed-client-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const { body } = await ask(`${chain}/v1/metadata/16`);
  await writeFile(join(folder, "ledger.scale"), fromHex(body.bytes));
  await symlink(ours, join(folder, "node_modules"));
  await mkdir(join(folder, ".papi"));
  for (const [name, json] of Object.entries(settings)) await writeFile(join(folder, name), JSON.stringify(json));
  await run(join(ours, ".bin/papi"), ["generate"], { cwd: folder });
  const resources = opened.move();
  return {
    descriptors: pathToFileURL(join(folder, "descriptors/dist/index.js")).href,
    async compile(program) {
      await writeFile(join(folder, "program.ts"), program);
      return run(tsc, ["-p", "."], { cwd: folder }).then(
        ({ stdout }) => stdout,
        (error: { stdout: string }) => error.stdout,
      );
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
