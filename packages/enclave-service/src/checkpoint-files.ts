import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CodedError, type Hex } from "@pha/codec";
import { maxCheckpointParts, maxClusterContracts } from "@pha/limits";
import type { Ocall } from "@pha/program-kit";
import { errors } from "./errors.ts";

export type KeepPart = Extract<Ocall, { readonly type: "Keep" }>["value"];

/** Sealed checkpoints of contracts on this host's disk, one a contract. */
export interface CheckpointFiles extends AsyncDisposable {
  /**
   * Writes the next part of a contract's checkpoint; after the last one the checkpoint is the contract's.
   *
   * @throws `enclave-service.NotKept`, `enclave-service.DiskRefuses`
   */
  readonly keep: (part: KeepPart) => Promise<void>;
  /**
   * A part of a contract's checkpoint; `undefined` when there is none.
   *
   * @throws `enclave-service.DiskRefuses`
   */
  readonly read: (contract: Hex, part: number) => Promise<Uint8Array | undefined>;
}

/** A checkpoint that is being written. */
interface Draft {
  readonly file: FileHandle;
  parts: number;
}

/**
 * The checkpoints in a folder, which is made when it is needed. A file is `u32 length ‖ part` for each part, and is written
 * beside the one that it replaces: at every moment one of the two is whole. When there are files of more contracts than a
 * cluster may have, the oldest go.
 *
 * @param most - files that are kept
 */
export function openCheckpoints(folder: string, most = maxClusterContracts): CheckpointFiles {
  const fileOf = (contract: Hex) => join(folder, `${contract.slice(2)}.sealed`);
  const drafts = new Map<Hex, Draft>();

  async function begin(contract: Hex): Promise<Draft> {
    await drafts.get(contract)?.file.close();
    drafts.delete(contract);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = { file: await open(`${fileOf(contract)}.new`, "w", 0o600), parts: 0 };
    drafts.set(contract, draft);
    return draft;
  }

  async function finish(contract: Hex, { file }: Draft): Promise<void> {
    drafts.delete(contract);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${fileOf(contract)}.new`, fileOf(contract));
    await syncFolder(fileOf(contract));
    await removeOldest(folder, most);
  }

  async function keep({ contract, part, isLast, bytes }: KeepPart): Promise<void> {
    const draft = part === 0 ? await begin(contract) : drafts.get(contract);
    if (draft?.parts !== part || part >= maxCheckpointParts) throw errors.NotKept({ part });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await draft.file.writeFile(Buffer.concat([length, bytes])); // all of it, or an error
    draft.parts++;
    if (isLast) await finish(contract, draft);
  }

  const refused = (error: unknown): never => {
    if (error instanceof CodedError) throw error;
    throw errors.DiskRefuses({ folder, reason: (error as NodeJS.ErrnoException).code }, error);
  };

  return {
    keep: (part) => keep(part).catch(refused),
    read: (contract, part) => readPart(fileOf(contract), part).catch(refused),
    async [Symbol.asyncDispose]() {
      for (const { file } of drafts.values()) await file.close();
    },
  };
}

/** One part of a file; nothing when there is no such file, or it ends before. */
async function readPart(path: string, part: number): Promise<Uint8Array | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  await using opened = file;
  const { size } = await opened.stat();
  const head = Buffer.alloc(4);
  for (let at = 0, index = 0; at + head.length <= size; index++) {
    await opened.read(head, 0, head.length, at);
    const length = head.readUInt32BE();
    at += head.length;
    if (at + length > size) return undefined;
    if (index === part) return readAt(opened, at, length);
    at += length;
  }
  return undefined;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.read(bytes, 0, length, at);
  return bytes;
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}

async function removeOldest(folder: string, most: number): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= most) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })),
  );
  const old = files.toSorted((a, b) => b.atMs - a.atMs).slice(most);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
