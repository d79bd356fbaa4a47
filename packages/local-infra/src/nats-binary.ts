import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { errors } from "./errors.ts";

const run = promisify(execFile);

/**
 * A nats-server: from PATH, else from `binDir`, else Debian's package downloaded and unpacked there (never installed).
 *
 * @throws `local-infra.NoNatsServer` saying how to get one.
 */
export async function natsBinary(binDir: string): Promise<string> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = [...folders, binDir].map((folder) => join(folder, "nats-server")).find(existsSync);
  return found ?? (await download(binDir));
}

async function download(binDir: string): Promise<string> {
  mkdirSync(binDir, { recursive: true });
  const temporary = mkdtempSync(join(binDir, "download-"));
  const file = join(binDir, "nats-server");
  try {
    await run("apt-get", ["download", "nats-server"], { cwd: temporary });
    const archive = readdirSync(temporary).find((name) => name.endsWith(".deb")) as string;
    await run("dpkg", ["-x", archive, "."], { cwd: temporary });
    renameSync(join(temporary, "usr", "sbin", "nats-server"), file);
    return file;
  } catch (cause) {
    throw errors.NoNatsServer({}, cause);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
