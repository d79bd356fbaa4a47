import { readFile } from "node:fs/promises";
import { encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto/node";
import { genesisHeader, Header, headerHash } from "@pha/light-client";
import { codeKey, type Runtime } from "@pha/runtime";
import type { ChainSpec } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { insertBlock } from "../db/blocks.ts";
import { findMeta, insertMeta } from "../db/meta.ts";
import { insertStateValues, listStateValues } from "../db/state-values.ts";
import { insertTreePages } from "../db/tree-pages.ts";
import { errors } from "../errors.ts";
import { type Transition, TreeStore } from "../state/tree-store.ts";

export interface Genesis {
  readonly hash: Hex;
  readonly header: Header;
}

export interface GenesisDeps {
  readonly db: Db;
  readonly runtime: Runtime;
  readonly spec: ChainSpec;
  /** Path of the runtime's bundle; may be absent when the database has a network. */
  readonly codePath: string | undefined;
}

/**
 * Block 0: written at the first start, checked against spec and code at every later one.
 *
 * @throws `chain.RuntimeCodeMissing`, `chain.RuntimeCodeUnreadable`, `chain.GenesisMismatch`
 */
export async function openGenesis({ db, runtime, spec, codePath }: GenesisDeps): Promise<Genesis> {
  const meta = await findMeta(db);
  const code = codePath === undefined ? await storedCode(db, meta !== undefined) : await readCode(codePath);
  const state = runtime.genesis(spec, code);
  const tree = await TreeStore.open(async () => new Map(), 0);
  const transition = await tree.transition(state, []);
  const header = genesisHeader(transition.root);
  const hash = headerHash(header);
  if (!meta) await writeGenesis(db, { spec, code, state, transition, header, hash });
  else if (meta.genesisHash !== hash) throw mismatch(meta, hash, spec, code);
  return { hash, header };
}

interface NewGenesis extends Genesis {
  readonly spec: ChainSpec;
  readonly code: Uint8Array;
  readonly state: ReadonlyMap<Hex, Uint8Array>;
  readonly transition: Transition;
}

async function writeGenesis(db: Db, { spec, code, state, transition, header, hash }: NewGenesis): Promise<void> {
  await db.transaction(async (tx) => {
    await insertMeta(tx, { genesisHash: hash, codeHash: codeHash(code), spec: spec.name });
    await insertBlock(tx, { number: 0, hash, header: encode(Header, header), epoch: 0n, round: 0 });
    await insertStateValues(tx, 0, state);
    await insertTreePages(tx, 0, transition.pages);
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

function mismatch(
  meta: { genesisHash: Hex; codeHash: Hex; spec: string },
  hash: Hex,
  spec: ChainSpec,
  code: Uint8Array,
) {
  const differs =
    meta.codeHash !== codeHash(code)
      ? "the runtime's code"
      : meta.spec !== spec.name
        ? "the network's name"
        : "the chain spec";
  return errors.GenesisMismatch({ differs, database: meta.genesisHash, given: hash });
}

const codeHash = (code: Uint8Array): Hex => toHex(blake2b256(code));
