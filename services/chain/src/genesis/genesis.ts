import { encode, toHex } from "@pha/codec";
import { changedPages, emptyTree } from "@pha/crypto";
import { blake2b256 } from "@pha/crypto/node";
import { Header } from "@pha/light-client";
import { codeKey, type Genesis } from "@pha/runtime";
import { type Db, sql } from "@pha/service-kit/db";
import type { Network } from "@pha/service-kit/network";
import { insertBlock } from "../db/blocks.ts";
import { insertItemChanges, itemOf } from "../db/item-changes.ts";
import { findMeta, insertMeta, type Meta } from "../db/meta.ts";
import { insertStateValues } from "../db/state-values.ts";
import { insertTreePages } from "../db/tree-pages.ts";
import { errors } from "../errors.ts";

/**
 * Writes block 0 at the first start; at every later one, checks that the database holds the same network.
 *
 * @throws `chain.GenesisMismatch` saying what differs
 */
export async function ensureGenesis(db: Db, { spec, genesis }: Network): Promise<void> {
  const code = genesis.state.get(codeKey) as Uint8Array;
  const given: Meta = { genesisHash: genesis.hash, codeHash: toHex(blake2b256(code)), spec: spec.name };
  if (!(await findMeta(db))) await writeGenesis(db, genesis, given);
  const stored = await findMeta(db);
  if (stored?.genesisHash !== genesis.hash) throw mismatch(stored as Meta, given);
}

async function writeGenesis(db: Db, { hash, header, state, tree }: Genesis, meta: Meta): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`); // a large state takes its time to prepare
    if (!(await insertMeta(tx, meta))) return; // another replica was first
    await insertBlock(tx, { number: 0, hash, header: encode(Header, header), epoch: 0n, round: 0 });
    for (const some of inParts(state)) await insertStateValues(tx, 0, some);
    await insertItemChanges(tx, 0, new Set([...state.keys()].map(itemOf)));
    for (const some of inParts(changedPages(emptyTree, tree))) await insertTreePages(tx, 0, some);
  });
}

/** Bytes that one statement may carry: a driver's parameter is one string. */
const PART = 50_000;

function* inParts<K, V>(all: ReadonlyMap<K, V>): Generator<Map<K, V>> {
  const entries = [...all];
  for (let at = 0; at < entries.length; at += PART) yield new Map(entries.slice(at, at + PART));
}

function mismatch(stored: Meta, given: Meta): Error {
  let differs = "the chain spec";
  if (stored.codeHash !== given.codeHash) differs = "the runtime's code";
  if (stored.spec !== given.spec) differs = "the network";
  return errors.GenesisMismatch({ differs, database: stored.genesisHash, given: given.genesisHash });
}
