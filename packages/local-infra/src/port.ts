import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";

/**
 * Above the last port that clients of the web refuse (WHATWG Fetch, "bad port": 10080), and below the range that systems
 * give outgoing connections from, so that none of those takes a port meanwhile.
 */
const FIRST = 10_081;
const LAST = 32_000;
/** Ports given so far, and the file that remembers each, if one does. */
const given = new Map<number, string | undefined>();

/** A TCP port on the loopback address that nothing listens on: the wanted one, or one not given before. */
export async function freePort(wanted?: number): Promise<number> {
  let port = wanted ?? randomInt(FIRST, LAST);
  while (!(await isFree(port)) || (given.has(port) && port !== wanted)) port = randomInt(FIRST, LAST);
  given.set(port, undefined);
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * The port that a file remembers, while it is free and was not given to somebody who has yet to listen on it; else another,
 * which the file remembers from now on.
 */
export async function rememberedPort(file: string): Promise<number> {
  const remembered = readNumber(file);
  const isAnothers = remembered !== undefined && given.has(remembered) && given.get(remembered) !== file;
  const port = await freePort(isAnothers ? undefined : remembered);
  given.set(port, file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, String(port));
  return port;
}

function readNumber(file: string): number | undefined {
  return (existsSync(file) && Number(readFileSync(file, "utf8"))) || undefined;
}
