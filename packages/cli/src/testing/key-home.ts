import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for kept keys and secret files. */
export async function makeKeyHome() {
  const folder = await mkdtemp(join(tmpdir(), "pha-cli-"));
  return {
    env: { PHA_KEYS: join(folder, "keys") },
    keys: join(folder, "keys"),
    /** Writes a file that its owner alone can read, unless `mode` says otherwise; returns its path. */
    async file(name: string, content: string, mode = 0o600): Promise<string> {
      const path = join(folder, name);
      await writeFile(path, content, { mode });
      return path;
    },
  };
}
