import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import type { Ask } from "./passwords.ts";

/**
 * Asks at the terminal that the process was started from, whatever its standard input is; what is typed is not shown.
 * `undefined` without a terminal.
 */
export function openTerminal(say: (text: string) => void): Ask | undefined {
  const open = () => openSync("/dev/tty", "r");
  try {
    closeSync(open());
  } catch {
    return undefined;
  }
  return async (question) => {
    const input = new ReadStream(open());
    const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: unseen, terminal: true });
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    say(question);
    try {
      return await lines.question("");
    } finally {
      lines.close();
      input.destroy();
      say("\n");
    }
  };
}
