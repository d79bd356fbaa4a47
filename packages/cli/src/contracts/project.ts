import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { type Hex, nearest } from "@pha/codec";
import { errors } from "../errors.ts";

/** A contract as the folder that deployed it remembers it. */
export interface Known {
  readonly contract: Hex;
  /** The code it was deployed with: nothing is encrypted to a contract of this name that runs other code. */
  readonly codeHash: Hex;
  /** Where it was built, from the project folder. */
  readonly folder?: string;
}

/** Contracts of one network. */
interface Deployed {
  readonly latest: Known;
  readonly names: Readonly<Record<string, Known>>;
}

/** All that a project folder deployed, by the genesis hash of the network. */
type Networks = Readonly<Record<Hex, Deployed>>;

/** What stands for the newest contract, and is no contract's name. */
export const LATEST = "latest";

const place = join(".pha", "contracts.json");
const form = /^[A-Za-z][\w.-]{0,63}$/;

/**
 * The contracts that a project folder deployed, and their names: `.pha/contracts.json`, by network, so that what is
 * called the same on two networks is never confused. It has no secrets and belongs under version control.
 */
export class Project {
  readonly #root: string;
  readonly #file: string;

  /** @param cwd - where the command runs: the project is the nearest folder upwards with such a file or a package.json. */
  constructor(cwd: string) {
    this.#root = rootOf(cwd);
    this.#file = join(this.#root, place);
  }

  get file(): string {
    return this.#file;
  }

  /** The newest contract that the folder deployed on a network. */
  async latest(genesis: Hex): Promise<Known | undefined> {
    return (await this.#read())[genesis]?.latest;
  }

  /** Names of the folder's contracts on a network. */
  async names(genesis: Hex): Promise<ReadonlyMap<Hex, string>> {
    const { names = {} } = (await this.#read())[genesis] ?? {};
    return new Map(Object.entries(names).map(([name, { contract }]) => [contract, name]));
  }

  /**
   * The contract of a name.
   *
   * @throws `cli.UnknownContractName`, `cli.OtherNetwork`
   */
  async named(genesis: Hex, name: string): Promise<Known> {
    const networks = await this.#read();
    const { names = {} } = networks[genesis] ?? {};
    const found = Object.hasOwn(names, name) ? names[name] : undefined;
    if (found) return found;
    if (Object.values(networks).some((other) => Object.hasOwn(other.names, name)))
      throw errors.OtherNetwork({ name, genesis, file: this.#file });
    const [known, near] = [Object.keys(names), nearest(name, ["latest", ...Object.keys(names)])];
    throw errors.UnknownContractName({ name, near, known: known.join(" ") || "none", file: this.#file });
  }

  /** Folders where contracts of this project were built. */
  async folders(): Promise<readonly string[]> {
    const known = Object.values(await this.#read()).flatMap(({ latest, names }) => [latest, ...Object.values(names)]);
    const folders = known.flatMap(({ folder }) => (folder === undefined ? [] : [resolve(this.#root, folder)]));
    return [...new Set(folders)];
  }

  /**
   * Remembers a contract as the newest, and under a name if it has one: the name is its alone from now on.
   *
   * @returns The contract that had the name before.
   */
  async add(genesis: Hex, { folder, ...known }: Known, name: string | undefined): Promise<Known | undefined> {
    const latest = { ...known, ...(folder !== undefined && { folder: relative(this.#root, resolve(folder)) }) };
    const networks = await this.#read();
    const { names = {} } = networks[genesis] ?? {};
    const deployed = { latest, names: name === undefined ? names : { ...names, [name]: latest } };
    await this.#write({ ...networks, [genesis]: deployed });
    return name !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
  }

  /** Whether the folder has deployed a contract. */
  async knows(genesis: Hex, contract: Hex): Promise<boolean> {
    const { latest, names = {} } = (await this.#read())[genesis] ?? {};
    return [latest, ...Object.values(names)].some((one) => one?.contract === contract);
  }

  /** Where a contract was built, if this folder remembers that. */
  async folderOf(genesis: Hex, contract: Hex): Promise<string | undefined> {
    const { latest, names = {} } = (await this.#read())[genesis] ?? {};
    const known = [...Object.values(names), ...(latest ? [latest] : [])].find((one) => one.contract === contract);
    return known?.folder === undefined ? undefined : resolve(this.#root, known.folder);
  }

  /** Remembers the code that a contract has gone over to, and where it was built if it was here, wherever the folder knows it. */
  async upgraded(genesis: Hex, { contract, codeHash, folder }: Known): Promise<void> {
    const networks = await this.#read();
    const deployed = networks[genesis];
    if (!deployed) return;
    const built = folder === undefined ? undefined : relative(this.#root, folder);
    const changed = (one: Known): Known =>
      one.contract === contract ? { ...one, codeHash, ...(built !== undefined && { folder: built }) } : one;
    const names = Object.fromEntries(Object.entries(deployed.names).map(([name, one]) => [name, changed(one)]));
    await this.#write({ ...networks, [genesis]: { latest: changed(deployed.latest), names } });
  }

  /** Whoever can write the file says which contracts commands are encrypted to: it must be this user's, or root's. */
  async #hold(): Promise<void> {
    const user = process.getuid?.();
    for (const path of [dirname(this.#file), this.#file]) {
      const owner = (await lstat(path).catch(absent))?.uid;
      if (user !== undefined && owner !== undefined && owner !== 0 && owner !== user)
        throw errors.ForeignProject({ file: path, owner });
    }
  }

  async #write(networks: Networks): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const fresh = `${this.#file}.${randomUUID()}`;
    await writeFile(fresh, `${JSON.stringify(networks, undefined, 2)}\n`, { flag: "wx" });
    await rename(fresh, this.#file);
  }

  async #read(): Promise<Networks> {
    await this.#hold();
    let networks: unknown;
    try {
      networks = JSON.parse(await readFile(this.#file, "utf8"));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw errors.ProjectUnreadable({ file: this.#file }, cause);
    }
    if (!areNetworks(networks)) throw errors.ProjectUnreadable({ file: this.#file });
    return networks;
  }
}

/**
 * A name that a contract may have.
 *
 * @throws `cli.BadContractName`
 */
export function parseContractName(text: string): string {
  if (!form.test(text) || text === LATEST) throw errors.BadContractName({ given: text });
  return text;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

const areNetworks = (given: unknown): given is Networks =>
  typeof given === "object" && given !== null && Object.values(given).every(isDeployed);

const isDeployed = (given: unknown): boolean => {
  const { latest, names } = (given ?? {}) as Partial<Deployed>;
  return isKnown(latest) && typeof names === "object" && names !== null && Object.values(names).every(isKnown);
};

const isKnown = (given: unknown): boolean => {
  const { contract, codeHash, folder } = (given ?? {}) as Partial<Known>;
  const isHash = (hash: unknown): boolean => typeof hash === "string" && /^0x[0-9a-f]{64}$/.test(hash);
  return [contract, codeHash].every(isHash) && (folder === undefined || typeof folder === "string");
};

function rootOf(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, place)) || existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}
