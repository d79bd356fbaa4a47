import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { toHex } from "@pha/codec";
import type { NewNetwork } from "@pha/runtime";
import { type NetworkProfile, rawSpecText } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { findMeta } from "../db/meta.ts";
import { errors } from "../errors.ts";
import { carriedEntries, type ExportedBlock, findExported } from "./read-state.ts";

/** What to export, and where to. */
export interface ExportOptions {
  /** The newest finalized block when absent. */
  readonly height: number | undefined;
  /** Made; `spec.json` and `runtime.mjs` come into it. */
  readonly folder: string;
  /** What the new network shows of itself; its name is in its state too. */
  readonly profile: NetworkProfile;
  readonly network: Omit<NewNetwork, "name" | "salt">;
  readonly signal?: AbortSignal;
  /** Called with how many entries are written, a page at a time. */
  readonly onPage?: (entries: number) => void;
}

/** Summary of an export. */
export interface Exported extends Pick<ExportedBlock, "number" | "hash"> {
  readonly entries: number;
}

/**
 * Writes the state of a finalized block as the raw chain spec of a new network, with the runtime beside it. Reads one
 * snapshot of the database, page by page, whatever a running chain does meanwhile. The folder is there when all is
 * written, or not at all.
 *
 * @throws `chain.NotFinal`, `chain.StateNotKept`, `chain.ExportTaken`; `light-client.BadValidatorSet`
 */
export async function exportState(db: Db, { folder, ...options }: ExportOptions): Promise<Exported> {
  if ((await entriesOf(folder)) > 0) throw errors.ExportTaken({ folder });
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const exported = await db.transaction((tx) => writeNetwork(tx, partial, options), {
      isolationLevel: "repeatable read",
      accessMode: "read only",
    });
    await rename(partial, folder);
    return exported;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function writeNetwork(
  tx: Db,
  folder: string,
  { height, profile, network, signal, onPage }: Omit<ExportOptions, "folder">,
): Promise<Exported> {
  const block = await findExported(tx, height);
  const { number, hash, code } = block;
  let entries = 0;
  const next = { ...network, name: profile.name, salt: toHex(randomBytes(32)) };
  const { before, entry, after } = rawSpecText(profile);
  const text = async function* () {
    yield before;
    for await (const page of carriedEntries(tx, block, next)) {
      const lines = page.map(([key, value], i) => (entries + i > 0 ? "," : "") + entry(key, value));
      entries += page.length;
      yield lines.join("");
      onPage?.(entries);
      signal?.throwIfAborted();
    }
    yield after;
  };
  await pipeline(text, createWriteStream(join(folder, "spec.json"), { flush: true }));
  await writeFile(join(folder, "runtime.mjs"), code, { flush: true });
  return { number, hash, entries };
}

/**
 * Whether a chain spec is that of the database's network.
 *
 * @throws `chain.GenesisMismatch` when the spec is that of another network.
 */
export async function checkProfile(db: Db, { name }: NetworkProfile): Promise<void> {
  const stored = await findMeta(db);
  if (stored?.spec !== name)
    throw errors.GenesisMismatch({ differs: "the network", database: stored?.spec, given: name });
}

async function entriesOf(folder: string): Promise<number> {
  try {
    return (await readdir(folder)).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw errors.ExportTaken({ folder }, error);
  }
}
