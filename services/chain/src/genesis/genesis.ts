import { readFile } from "node:fs/promises";
import { encode, toHex } from "@pha/codec";
import { changedPages, emptyTree } from "@pha/crypto";
import { blake2b256, sha256 } from "@pha/crypto/node";
import { Header } from "@pha/light-client";
import { codeKey, type Genesis, makeGenesis } from "@pha/runtime";
import type { ChainSpec } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { insertBlock } from "../db/blocks.ts";
import { findMeta, insertMeta, type Meta } from "../db/meta.ts";
import { insertStateValues, listStateValues } from "../db/state-values.ts";
import { insertTreePages } from "../db/tree-pages.ts";
import { errors } from "../errors.ts";

export interface GenesisDeps {
  readonly db: Db;
  readonly spec: ChainSpec;
  /** Path of the runtime's bundle; may be absent when the database has a network. */
  readonly codePath: string | undefined;
}

/**
 * Block 0: written at the first start, checked against spec and code at every later one.
 *
 * @throws `chain.RuntimeCodeMissing`, `chain.RuntimeCodeUnreadable`, `chain.GenesisMismatch`, `runtime.BadGenesis`
 */
export async function openGenesis({ db, spec, codePath }: GenesisDeps): Promise<Pick<Genesis, "hash" | "header">> {
  const meta = await findMeta(db);
  const code = codePath === undefined ? await storedCode(db, meta !== undefined) : await readCode(codePath);
  const genesis = makeGenesis(spec, code, sha256);
  const { hash, header } = genesis;
  const given: Meta = { genesisHash: hash, codeHash: toHex(blake2b256(code)), spec: spec.name };
  if (!meta) await writeGenesis(db, genesis, given);
  else if (meta.genesisHash !== hash) throw mismatch(meta, given);
  return { hash, header };
}

async function writeGenesis(db: Db, { hash, header, state, tree }: Genesis, meta: Meta): Promise<void> {
  await db.transaction(async (tx) => {
    await insertMeta(tx, meta);
    await insertBlock(tx, { number: 0, hash, header: encode(Header, header), epoch: 0n, round: 0 });
    await insertStateValues(tx, 0, state);
    await insertTreePages(tx, 0, changedPages(emptyTree, tree));
  });
}

async function storedCode(db: Db, hasNetwork: boolean): Promise<Uint8Array> {
  const code = hasNetwork ? (await listStateValues(db, 0, [codeKey])).get(codeKey) : undefined;
  if (!code) throw errors.RuntimeCodeMissing();
  return code;
}

async function readCode(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw errors.RuntimeCodeUnreadable({ path }, cause);
  }
}

function mismatch(stored: Meta, given: Meta): Error {
  let differs = "the chain spec";
  if (stored.codeHash !== given.codeHash) differs = "the runtime's code";
  if (stored.spec !== given.spec) differs = "the network";
  return errors.GenesisMismatch({ differs, database: stored.genesisHash, given: given.genesisHash });
}
