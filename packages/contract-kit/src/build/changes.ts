import { existsSync, type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { contractSource } from "./check-types.ts";
import { errors } from "./errors.ts";

/** How long after a change more of them belong to it: editors write in several steps. */
const settleMs = 100;

/**
 * Yields at once, and whenever something in a contract's `src` has changed since.
 *
 * Folders are watched, not files, and anew before each yield: editors put a new file in the place of the one that they save.
 *
 * @throws `contract-kit.NoContract`, also once `src` is gone: what is not there is never seen to change
 */
export async function* changesIn(folder: string, signal?: AbortSignal): AsyncGenerator<void> {
  if (!existsSync(join(folder, contractSource))) throw errors.NoContract({ folder });
  const sources = join(folder, "src");
  let watchers: readonly FSWatcher[] = [];
  let isDirty = true;
  let wake = (): void => {};
  const onChange = (): void => {
    isDirty = true;
    wake();
  };
  signal?.addEventListener("abort", onChange);
  try {
    while (true) {
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
      if (signal?.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      if (!existsSync(sources)) throw errors.NoContract({ folder });
      isDirty = false;
      const before = watchers;
      watchers = watchFolders(sources, onChange);
      close(before);
      yield;
    }
  } finally {
    close(watchers);
    signal?.removeEventListener("abort", onChange);
  }
}

/** Watchers of a folder and of those in it. A folder is watched before it is read: what comes or goes meanwhile is a change. */
function watchFolders(folder: string, onChange: () => void): FSWatcher[] {
  if (!existsSync(folder)) return [];
  const watcher = watch(folder, onChange).on("error", onChange);
  const within = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [watcher, ...within.flatMap(({ name }) => watchFolders(join(folder, name), onChange))];
}

function close(watchers: readonly FSWatcher[]): void {
  for (const watcher of watchers) watcher.close();
}
