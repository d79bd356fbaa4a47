import { existsSync, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { contractSource } from "./check-types.ts";
import { errors } from "./errors.ts";

/** How long after a change more of them belong to it: editors write in several steps. */
const settleMs = 100;

/** What a build makes, what is installed, what is hidden: it changes without its author. */
const notWatched = /^(\..*|dist|node_modules)$/;

/** What matters of the files that lie in the contract's folder itself: manifest, compiler options, sources. */
const ownFile = /^((package|tsconfig)\.json|.*\.[cm]?[jt]sx?)$/;

/** What else steers the watching. */
export interface Watching {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** What the contract was built of last, as far as that is known: files that lie elsewhere are watched too. */
  readonly inputs?: () => readonly string[];
}

/**
 * Yields at once, and whenever something in a contract's folder has changed since: sources, tests, options.
 *
 * Folders are watched, not files, and anew around each yield: editors put a new file in the place of the one that they save.
 *
 * @throws `contract-kit.NoContract`, also once `src` is gone: what is not there is never seen to change
 */
export async function* changesIn(folder: string, { signal, inputs = () => [] }: Watching = {}): AsyncGenerator<void> {
  if (!existsSync(join(folder, contractSource))) throw errors.NoContract({ folder });
  let watchers: readonly FSWatcher[] = [];
  let isDirty = true;
  let wake = (): void => {};
  const onChange = (): void => {
    isDirty = true;
    wake();
  };
  const watchAnew = (): void => {
    const before = watchers;
    watchers = [...watchProject(folder, onChange), ...watchFiles(inputs(), onChange)];
    close(before);
  };
  signal?.addEventListener("abort", onChange);
  try {
    while (true) {
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
      if (signal?.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      if (!existsSync(join(folder, "src"))) throw errors.NoContract({ folder });
      isDirty = false;
      watchAnew();
      yield;
      watchAnew();
    }
  } finally {
    close(watchers);
    signal?.removeEventListener("abort", onChange);
  }
}

/** Watchers of a contract's folder, for what matters there, and of all folders with sources in it. */
function watchProject(folder: string, onChange: () => void): FSWatcher[] {
  const isFolder = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
  const matters = (name: string) => ownFile.test(name) || (!notWatched.test(name) && isFolder(name));
  const watcher = watchNames(folder, matters, onChange);
  return [watcher, ...foldersIn(folder).flatMap((name) => watchFolders(join(folder, name), onChange))];
}

/** Watchers of a folder and of those in it. A folder is watched before it is read: what comes or goes meanwhile is a change. */
function watchFolders(folder: string, onChange: () => void): FSWatcher[] {
  if (!existsSync(folder)) return [];
  const watcher = watchNames(folder, () => true, onChange);
  return [watcher, ...foldersIn(folder).flatMap((name) => watchFolders(join(folder, name), onChange))];
}

/** Watchers of single files, through the folders that they lie in. */
function watchFiles(files: readonly string[], onChange: () => void): FSWatcher[] {
  const wanted = new Set(files);
  const folders = new Set(files.map((file) => dirname(file)));
  return [...folders]
    .filter((folder) => existsSync(folder))
    .map((folder) => watchNames(folder, (name) => wanted.has(join(folder, name)), onChange));
}

/** A watcher of a folder that hears of some names in it; where the system does not tell one, of it all the same. */
const watchNames = (folder: string, matters: (name: string) => boolean, onChange: () => void): FSWatcher =>
  watch(folder, (_, name) => {
    if (name === null || matters(name)) onChange();
  }).on("error", onChange);

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notWatched.test(entry.name))
    .map(({ name }) => name);

function close(watchers: readonly FSWatcher[]): void {
  for (const watcher of watchers) watcher.close();
}
