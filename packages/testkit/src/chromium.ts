import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Child, findProgram, lackingDebian, startChild, unpackDebian } from "@pha/local-infra";
import { binDir } from "./servers.ts";

/** A Chromium, and the folders of the libraries that came with it. */
export interface Chromium {
  readonly file: string;
  readonly libraries: readonly string[];
}

const shell = "chromium-headless-shell";
const names = [shell, "chromium", "chromium-browser", "google-chrome"];

/** Why there is no Chromium, and what to install. */
export interface NoChromium {
  readonly lacking: string;
}

/**
 * A Chromium: from PATH, else Debian's, downloaded and unpacked in the clone once (never installed); what is lacking where
 * there is none to be had.
 */
export async function findChromium(): Promise<Chromium | NoChromium> {
  const found = names.map((name) => findProgram(name)).find((file) => file !== undefined);
  if (found !== undefined) return { file: found, libraries: [] };
  const folder = join(binDir, "chromium");
  try {
    if (!existsSync(folder)) await unpackDebian(await lackingDebian(shell), folder);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    return { lacking: `install one of ${names.join(", ")}; apt-get has none to unpack (${reason})` };
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const libraries = new Set(files.filter((file) => /\.so(\.|$)/.test(file)).map((file) => join(folder, dirname(file))));
  return { file: join(folder, "usr", "lib", "chromium", shell), libraries: [...libraries] };
}

/** Opens a page without a window, in a profile of its own. Disposing it closes the browser. */
export function openPage({ file, libraries }: Chromium, url: string): Child {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const child = startChild({
    name: "chromium",
    file,
    args: [...flags, `--user-data-dir=${profile}`, url],
    env: { PATH: process.env["PATH"], HOME: profile, LD_LIBRARY_PATH: libraries.join(":") },
    logFile: join(profile, "chromium.log"),
  });
  return {
    ...child,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const flags = [
  "--headless",
  "--no-sandbox", // it refuses to run as root otherwise; only pages of the tests are opened
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-logging=stderr",
];
