import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { errors } from "../errors.ts";
import { type EmulatedPlatform, makePlatform } from "./platform.ts";

const maxSlots = 1024;
const busy = 5;

/** One emulated machine: a locked folder with its own platform secret. Seals and whatever belongs to them go in here. */
export interface Slot extends AsyncDisposable {
  readonly index: number;
  readonly path: string;
  readonly platform: EmulatedPlatform;
}

/**
 * Locks the first free of `slot-0`, `slot-1`, … below `folder`, so that replicas never share an identity.
 * The lock ends with the process, however it dies, and holds across containers that share the folder.
 *
 * @throws `enclave.NoFreeSlot`, `enclave.BadPlatform` when the slot's secret is damaged.
 */
export async function openSlot(folder: string): Promise<Slot> {
  for (let index = 0; index < maxSlots; index++) {
    const path = join(folder, `slot-${index}`);
    await mkdir(path, { recursive: true, mode: 0o700 });
    const lock = tryLock(join(path, "lock"));
    if (lock === undefined) continue;
    try {
      const platform = makePlatform(await secretIn(path));
      return { index, path, platform, [Symbol.asyncDispose]: async () => lock.close() };
    } catch (error) {
      lock.close();
      throw error;
    }
  }
  throw errors.NoFreeSlot({ folder, slots: maxSlots });
}

/** Node has no file locks of its own, but SQLite has: an exclusive transaction that stays open is one. */
function tryLock(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === busy) return undefined;
    throw errors.BadPlatform({ file: path }, error);
  }
}

/** The slot's platform secret: made at first use, readable by its owner only. */
async function secretIn(path: string): Promise<Uint8Array> {
  const file = join(path, "platform.key");
  const found = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found !== undefined) {
    if (found.length !== 32) throw errors.BadPlatform({ file });
    return Uint8Array.from(found);
  }
  const secret = crypto.getRandomValues(new Uint8Array(32));
  await using handle = await open(`${file}.new`, "w", 0o600);
  await handle.writeFile(secret);
  await handle.sync();
  await rename(`${file}.new`, file);
  return secret;
}
