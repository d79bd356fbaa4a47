import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Which process listens on a TCP port, as `pid 4711 (nats-server -c …)`; `undefined` where the system does not tell. */
export function portOwner(port: number): string | undefined {
  const sockets = new Set(
    ["tcp", "tcp6"].flatMap((table) => listeners(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  for (const pid of tryRead(() => readdirSync("/proc"), []).filter((name) => /^\d+$/.test(name))) {
    const files = tryRead(() => readdirSync(`/proc/${pid}/fd`), []);
    if (!files.some((file) => sockets.has(tryRead(() => readlinkSync(`/proc/${pid}/fd/${file}`), "")))) continue;
    const command = tryRead(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"), "")
      .replaceAll("\0", " ")
      .trim();
    return `pid ${pid} (${command.slice(0, 120)})`;
  }
  return undefined;
}

/** Inodes of the sockets in `/proc/net/<table>` that listen on the port. */
function listeners(table: string, port: number): string[] {
  const LISTEN = "0A";
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return tryRead(() => readFileSync(`/proc/net/${table}`, "utf8"), "")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.split(":")[1] === wanted && columns[3] === LISTEN)
    .map((columns) => columns[9] as string);
}

/** Other users' processes cannot be read, and processes end while we look. */
function tryRead<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
