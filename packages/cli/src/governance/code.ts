import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { readBytes } from "../files.ts";

/** Code of a runtime, and what it says of itself. */
export interface RuntimeCode {
  readonly code: Uint8Array;
  readonly specName: string;
  readonly specVersion: number;
  readonly transactionVersion: number;
  readonly codeHash: Hex;
}

const builder = "packages/devnet/src/build-runtime.ts";

/**
 * Builds the runtime of the checkout that a folder lies in, or looks at code that was built before.
 *
 * @throws `cli.NotACheckout`, `cli.RuntimeNotBuilt`, `cli.FileUnreadable`
 */
export async function runtimeCode(cwd: string, file: string | undefined): Promise<RuntimeCode> {
  const script = await findBuilder(resolve(cwd));
  if (file !== undefined) {
    const code = await readBytes(resolve(cwd, file));
    return { code, ...(await described(script, ["--code", resolve(cwd, file)])) };
  }
  const { withFolder } = await import("@pha/contract-kit/build");
  return withFolder("pha-runtime-", async (folder) => {
    const out = join(folder, "runtime.mjs");
    const about = await described(script, ["--out", out]);
    return { code: await readFile(out), ...about };
  });
}

async function findBuilder(folder: string): Promise<string> {
  const script = join(folder, builder);
  const isThere = await access(script).then(
    () => true,
    () => false,
  );
  if (isThere) return script;
  const parent = dirname(folder);
  if (parent === folder) throw errors.NotACheckout();
  return findBuilder(parent);
}

const run = promisify(execFile);

async function described(script: string, args: readonly string[]): Promise<Omit<RuntimeCode, "code">> {
  try {
    const { stdout } = await run(process.execPath, [script, "--json", ...args]);
    return JSON.parse(stdout);
  } catch (cause) {
    const { stderr = "" } = cause as { readonly stderr?: string };
    const reason = /^\s*(?:\w+)?Error: .*$/m.exec(stderr)?.[0].trim() ?? String(cause);
    throw errors.RuntimeNotBuilt({ reason }, cause);
  }
}
