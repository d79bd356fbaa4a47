import { readFile, stat, writeFile } from "node:fs/promises";
import { errors } from "./errors.ts";

/** Bits of a file's mode by which others than its owner may read or change it. */
const others = 0o077;

/**
 * A secret from a file that its owner alone can read.
 *
 * @throws `cli.SecretUnreadable`, `cli.SecretExposed`
 */
export async function readSecretFile(file: string): Promise<string> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & others) !== 0)
      throw errors.SecretExposed({ file, mode: (mode & 0o777).toString(8).padStart(3, "0") });
    return await readFile(file, "utf8");
  } catch (cause) {
    if (errors.SecretExposed.is(cause)) throw cause;
    throw errors.SecretUnreadable({ file }, cause);
  }
}

/**
 * Writes a secret to a new file that its owner alone can read.
 *
 * @throws `cli.FileTaken`, `cli.FileUnwritable`
 */
export async function writeSecretFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === "EEXIST" ? errors.FileTaken({ file }) : errors.FileUnwritable({ file, reason: code }, cause);
  }
}
