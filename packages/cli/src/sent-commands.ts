import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fromJson, H256, type Hex, struct, type TypeOf, toJson, u32 } from "@pha/codec";
import type { CommandStore } from "@pha/sdk";
import { errors } from "./errors.ts";
import type { Environment } from "./settings.ts";

/** Commands of one contract that are remembered; then the oldest are forgotten. */
const maxKept = 1_000;
/** So many more are forgotten at once, so that not every command looks at all of them. */
const spare = 100;

const Sent = struct({ contract: H256, codeHash: H256, epoch: u32, enc: H256, secret: H256 });

/** Folder of what this person's commands leave behind: `PHA_STATE`, else where the platform keeps such things. */
export const stateFolder = (env: Environment): string =>
  env["PHA_STATE"] || join(env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"), "pha");

/**
 * What reads the receipts of commands that were sent from here, a file each, for their owner's eyes alone: whoever reads
 * one learns what came of the command.
 */
export function sentCommands(env: Environment): CommandStore {
  const folderOf = (contract: Hex) => join(stateFolder(env), "commands", contract);
  return {
    async put(command) {
      const folder = folderOf(command.contract);
      const file = join(folder, `${command.enc}.json`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.new`, JSON.stringify(toJson(Sent, command)), { mode: 0o600, flush: true });
        await rename(`${file}.new`, file);
        await forgetOldest(folder);
      } catch (cause) {
        throw errors.StateUnwritable({ folder }, cause);
      }
    },
    get: (contract, enc) => readSent(join(folderOf(contract), `${enc}.json`)),
  };
}

async function readSent(file: string): Promise<TypeOf<typeof Sent> | undefined> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined; // never sent from here
    throw errors.StateUnreadable({ file, reason: cause.code }, cause);
  });
  try {
    return text === undefined ? undefined : fromJson(Sent, JSON.parse(text));
  } catch {
    return undefined; // no longer whole: nothing reads that receipt
  }
}

/** Other processes keep and forget in the same folder: what is gone meanwhile is forgotten already. */
async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= maxKept) return;
  const ages = await Promise.all(names.map((name) => ageOf(join(folder, name))));
  const aged = ages.filter((age) => age !== undefined).sort((a, b) => a.at - b.at);
  const oldest = aged.slice(0, Math.max(0, aged.length - maxKept + spare));
  await Promise.all(oldest.map(({ file }) => rm(file, { force: true })));
}

async function ageOf(file: string): Promise<{ readonly file: string; readonly at: number } | undefined> {
  try {
    return { file, at: (await stat(file)).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
