import { watch } from "node:fs";
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { changesIn } from "./changes.ts";

it("changes are told however often a source is saved by a rename, in whatever folder it lies", async () => {
  const folder = await mkdtemp(join(tmpdir(), "changes-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [old, made] = [join(folder, "src", "old"), join(folder, "src", "new")];
  const [index, more] = [join(folder, "src", "index.ts"), join(old, "more.ts")];
  await mkdir(old, { recursive: true });
  for (const file of [index, more]) await writeFile(file, "// first\n");
  const changes = changesIn(folder);
  onTestFinished(async () => void (await changes.return(undefined)));
  await changes.next();

  const saveByRename = async (file: string) => {
    await writeFile(join(folder, "saved"), "// by a rename\n");
    await rename(join(folder, "saved"), file);
  };
  const renames = [index, index, more, more, index].map((file) => () => saveByRename(file));
  const steps = [
    ...renames,
    () => appendFile(index, "// in its place\n"),
    () => mkdir(made),
    () => writeFile(join(made, "first.ts"), ""),
    () => rm(made, { recursive: true }),
    ...renames,
  ];
  for (const step of steps) {
    const next = changes.next();
    await step();
    expect(await next).toEqual({ done: false, value: undefined });
  }
});

/** Waits until the system has told everybody who watches a file's folder that it changed. */
async function heardBySystem(file: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(dirname(file), (_, name) => name === basename(file) && resolve());
  await promise;
  watcher.close();
  await new Promise(setImmediate); // others hear of it in the same turn
}

it("changes of tests, options and sources elsewhere are told, those of what is built or installed are not", async () => {
  const place = await mkdtemp(join(tmpdir(), "changes-"));
  onTestFinished(() => rm(place, { recursive: true }));
  const folder = join(place, "contract");
  for (const made of ["src", "test", "dist", "node_modules/library"])
    await mkdir(join(folder, made), { recursive: true });
  await mkdir(join(place, "shared"));
  const shared = join(place, "shared", "types.ts");
  for (const file of [shared, join(folder, "src", "index.ts")]) await writeFile(file, "");
  let inputs: readonly string[] = [];
  const changes = changesIn(folder, { inputs: () => inputs });
  onTestFinished(async () => void (await changes.return(undefined)));
  await changes.next();
  inputs = [shared]; // as the first build finds

  const first = changes.next();
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const quiet = ["dist/contract.mjs", "dist/abi.json", "node_modules/library/index.js", ".cache", "notes.md"];
  for (const other of [...quiet, "../shared/other.ts"]) {
    const told = heardBySystem(join(folder, other));
    await writeFile(join(folder, other), "");
    await told;
  }
  expect(vi.getTimerCount(), "waits for more of a change").toBe(0);
  vi.useRealTimers();
  await writeFile(shared, "// changed");
  expect(await first).toEqual({ done: false, value: undefined });

  for (const file of ["test/index.test.ts", "tsconfig.json", "package.json", "helper.ts", "../shared/types.ts"]) {
    const next = changes.next();
    await writeFile(join(folder, file), `// ${file}\n`);
    expect(await next).toEqual({ done: false, value: undefined });
  }
});
