import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Hex, nearest } from "@pha/codec";
import { type Keystore, readKeystore } from "@pha/crypto";
import { errors } from "./errors.ts";
import type { Environment } from "./settings.ts";

/** A kept account, as anybody who can read the file knows it: its key is under a password. */
export interface KeptKey {
  readonly name: string;
  readonly file: string;
  readonly keystore: Keystore;
  readonly account: Hex;
}

/** Too short to be an address, and no path. */
const form = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
const extension = ".json";

export const isKeyName = (text: string): boolean => form.test(text);

/** Accounts kept on this machine: a folder that its owner alone can read, one polkadot-js keystore a file. */
export class KeyFolder {
  readonly path: string;

  constructor(env: Environment) {
    const config = env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config");
    this.path = env["PHA_KEYS"] || join(config, "pha", "keys");
  }

  /** Names of what is kept, sorted. */
  async names(): Promise<string[]> {
    const files = await readdir(this.path).catch((cause) => {
      if (cause.code === "ENOENT") return [];
      throw errors.KeyFolderUnusable({ folder: this.path }, cause);
    });
    return files
      .filter((file) => file.endsWith(extension))
      .map((file) => file.slice(0, -extension.length))
      .filter(isKeyName)
      .sort();
  }

  /** @throws `cli.UnknownKey`; `crypto.BadKeystore` for a file that is none */
  async read(name: string): Promise<KeptKey> {
    const key = await this.find(name);
    if (key) return key;
    const names = await this.names();
    throw errors.UnknownKey({ name, near: nearest(name, names), kept: names.join(", ") || "none" });
  }

  /** Like {@link read}; `undefined` when none has this name. */
  async find(name: string): Promise<KeptKey | undefined> {
    if (!isKeyName(name)) return undefined;
    const file = this.#fileOf(name);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw errors.KeyFolderUnusable({ folder: this.path }, cause);
    }
    return { name, file, ...readKeystoreText(text) };
  }

  /**
   * Keeps a key under a name that is free.
   *
   * @throws `cli.BadKeyName`, `cli.NameTaken`, `cli.KeyFolderUnusable`
   */
  async add(name: string, keystore: Keystore): Promise<KeptKey> {
    this.expectFree(name, await this.names());
    const file = this.#fileOf(name);
    try {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await writeFile(file, `${JSON.stringify(keystore)}\n`, { flag: "wx", mode: 0o600 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw errors.NameTaken({ name });
      throw errors.KeyFolderUnusable({ folder: this.path }, cause);
    }
    return { name, file, ...readKeystore(keystore) };
  }

  /** @throws `cli.BadKeyName`, `cli.NameTaken` */
  expectFree(name: string, names: readonly string[]): void {
    if (!isKeyName(name)) throw errors.BadKeyName({ name });
    if (names.includes(name)) throw errors.NameTaken({ name });
  }

  async remove({ file }: KeptKey): Promise<void> {
    await rm(file);
  }

  #fileOf(name: string): string {
    return join(this.path, `${name}${extension}`);
  }
}

/** @throws `crypto.BadKeystore`, also for what is no JSON */
export function readKeystoreText(text: string): ReturnType<typeof readKeystore> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return readKeystore(json);
}
