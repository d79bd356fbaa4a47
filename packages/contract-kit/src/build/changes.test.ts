import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
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
