import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errors } from "./errors.ts";

/** A process that can be told from a later one with the same id. */
interface Mark {
  readonly pid: number;
  /** Start time as the kernel counts it; empty where the system does not tell. */
  readonly began: string;
}

interface Record extends Mark {
  url?: string;
  /** Processes of the network, by name. */
  readonly children: { [name: string]: Mark };
}

/** The right to run on a data folder; disposing it gives the folder back. */
export interface Claim extends Disposable {
  /** Where people find the network; told to whoever starts it a second time. */
  setUrl(url: string): void;
  /** Notes a process, so that a next start can wait for it should this one be killed. */
  note(name: string, pid: number): void;
}

const DRAIN_MS = 12_000;

/**
 * Claims a data folder for this process. What a killed network left running is waited for, then killed.
 *
 * @throws `devnet.AlreadyRunning` with process id and URL; `devnet.BadDataFolder`.
 */
export async function claim(file: string): Promise<Claim> {
  openFolder(dirname(file));
  const last = read(file);
  if (last !== undefined && isAlive(last)) throw errors.AlreadyRunning({ pid: last.pid, url: last.url });
  await Promise.all(Object.values(last?.children ?? {}).map(seeOff));
  rmSync(file, { force: true });
  const record: Record = { ...mark(process.pid), children: {} };
  try {
    writeFileSync(file, JSON.stringify(record), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw errors.AlreadyRunning({ pid: read(file)?.pid }, error);
  }
  const save = () => writeFileSync(file, JSON.stringify(record));
  return {
    setUrl(url) {
      record.url = url;
      save();
    },
    note(name, pid) {
      record.children[name] = mark(pid);
      save();
    },
    [Symbol.dispose]: () => rmSync(file, { force: true }),
  };
}

function openFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw errors.BadDataFolder({ folder, reason: (error as NodeJS.ErrnoException).code }, error);
  }
}

function read(file: string): Record | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record;
  } catch {
    return undefined; // none, or one that was being written when its writer was killed
  }
}

/** Waits for a process to end, and kills it with its group when it does not. */
async function seeOff(left: Mark): Promise<void> {
  const deadline = performance.now() + DRAIN_MS;
  while (isAlive(left) && performance.now() < deadline) await delay(50);
  if (isAlive(left)) process.kill(-left.pid, "SIGKILL");
}

const mark = (pid: number): Mark => ({ pid, began: startTime(pid) ?? "" });

function isAlive({ pid, began }: Mark): boolean {
  const now = startTime(pid);
  if (now !== undefined) return now === began;
  try {
    return process.platform !== "linux" && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Field 22 of /proc/PID/stat, unless the process is a zombie. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
