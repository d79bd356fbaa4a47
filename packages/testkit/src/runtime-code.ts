import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "@pha/enclave/bundle";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const entry = "packages/runtime/src/module.ts";
/** Packages that the runtime is bundled from. */
const sources = ["attestation", "codec", "crypto", "frame", "light-client", "limits", "runtime", "secret-channel"];

/** The runtime of this clone, as networks start with it. */
export async function runtimeCode(): Promise<Uint8Array> {
  return (await bundleProgram(join(root, entry), { cacheDir: join(root, ".data/cache") })).bytes;
}

/** Replacement of a text in a file of `packages/runtime/src`. */
export interface Edit {
  readonly file: string;
  readonly from: RegExp;
  readonly to: (found: string, ...groups: string[]) => string;
}

const before = (file: string, from: RegExp, added: string): Edit => ({ file, from, to: (found) => added + found });

/** Another runtime: the sources of this clone, copied and edited, bundled the same way. */
export async function editedRuntimeCode(edits: readonly Edit[]): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "runtime-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const copy = (name: string) =>
      cp(join(root, "packages", name), join(folder, "packages", name), { recursive: true, verbatimSymlinks: true });
    await Promise.all(sources.map(copy));
    for (const { file, from, to } of edits) {
      const path = join(folder, "packages/runtime/src", file);
      const text = await readFile(path, "utf8");
      if (!from.test(text)) throw new Error(`${file} has no ${from}`);
      await writeFile(path, text.replace(from, to));
    }
    return (await bundleProgram(join(folder, entry), { root: folder })).bytes;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The runtime of this clone with other version numbers. */
export const raisedRuntimeCode = (by: number, name = "pha-network"): Promise<Uint8Array> =>
  editedRuntimeCode([
    raised("spec_version", by),
    { file: "version.ts", from: /spec_name: "[^"]*"/, to: () => `spec_name: "${name}"` },
  ]);

/**
 * The next version of the runtime: it has one more call, `System.greet`, which says what it got in `System.Greeted`,
 * and puts the number of the block that brought it into `System.UpgradedAt`.
 */
export const nextRuntimeCode = (): Promise<Uint8Array> =>
  editedRuntimeCode([
    raised("spec_version", 1),
    before(
      "pallets/system/spec.ts",
      /^ {4}events: value\(/m,
      '    upgradedAt: value(u32, { initial: 0, doc: "Block of the upgrade." }),\n',
    ),
    before(
      "pallets/system/spec.ts",
      /^ {4}remark_with_event: call\(/m,
      '    greet: call(200, "signed", { whom: text({ max: 64 }) }, "Greets."),\n',
    ),
    before(
      "pallets/system/spec.ts",
      /^ {4}NewAccount: event\(/m,
      '    Greeted: event(200, { whom: text({ max: 64 }) }, "Somebody was greeted."),\n',
    ),
    before(
      "pallets/system/calls.ts",
      /^ {4}remark_with_event\(/m,
      "    greet({ emit }, { whom }) {\n      emit.Greeted({ whom });\n    },\n\n",
    ),
    {
      file: "pallets/system/pallet.ts",
      from: /^ {2}calls: systemCalls,\n/m,
      // A second run would show.
      to: (found) => `${found}  hooks: {
    migrations: [
      {
        name: "says when",
        weight: { ref_time: 1_000_000n, proof_size: 1_024n },
        step(env) {
          const { upgradedAt } = env.of(system).state;
          upgradedAt.put(upgradedAt.get() * 1_000 + env.block.number);
          return undefined;
        },
      },
    ],
  },
`,
    },
  ]);

const raised = (name: string, by: number): Edit => ({
  file: "version.ts",
  from: new RegExp(`\\b${name}: (\\d+)`),
  to: (_, present = "") => `${name}: ${Number(present) + by}`,
});
