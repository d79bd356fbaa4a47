import { DatabaseSync } from "node:sqlite";
import { Evidence } from "@pha/api";
import { bytes, decode, encode, H256, type Hex, option, struct, type TypeOf } from "@pha/codec";
import { Certificate, Header, headerHash, Vote } from "@pha/light-client";
import { maxProposalBytes } from "@pha/limits";
import { errors } from "../errors.ts";

const Certified = struct({ header: Header, certificate: Certificate });
export type Certified = TypeOf<typeof Certified>;

/** The vote, what it was for, and the certificate of the block below. */
export const VoteRecord = struct({
  /** The network that the votes are for. */
  genesisHash: H256,
  /** The newest certified block; absent while that is genesis. */
  certified: option(Certified),
  vote: option(struct({ vote: Vote, proposal: bytes({ max: maxProposalBytes }) })),
});
export type VoteRecord = TypeOf<typeof VoteRecord>;

/** The oldest evidence is let go when there is more. */
const MAX_EVIDENCE = 64;

/** What a validator must never forget. */
export interface VoteStore extends Disposable {
  /** The record that was saved last, or an empty one. */
  load(): VoteRecord;
  /** Returns when the record is on the disk; until then the old one holds. */
  save(record: VoteRecord): void;
  /** Keeps a certified block that changed the validators: the way from genesis to the set of the newest certificate. */
  keepChange(change: Certified): void;
  /** Lowest first. */
  listChanges(): Certified[];
  /** Whether it was new. The 64 newest are kept. */
  keepEvidence(evidence: Evidence): boolean;
  /** Oldest first. */
  listEvidence(): Evidence[];
}

const SQLITE_BUSY = 5;

/**
 * Opens the store of one validator on one network: a SQLite file with one row, which brings what a vote needs (atomic
 * replacement, an fsync before `save` returns, a lock that dies with its process).
 *
 * @throws `relay.StoreLocked` when another process votes from this folder, `relay.ForeignStore` when it holds votes for
 *   another network, `relay.StoreDamaged` when it cannot be read: a validator that forgot its votes must not vote.
 */
export function openVoteStore(path: string, genesisHash: Hex): VoteStore {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
    db.exec("CREATE TABLE IF NOT EXISTS votes (id INTEGER PRIMARY KEY CHECK (id = 1), record BLOB NOT NULL) STRICT");
    db.exec("CREATE TABLE IF NOT EXISTS evidence (id INTEGER PRIMARY KEY, second TEXT UNIQUE, record BLOB) STRICT");
    db.exec("CREATE TABLE IF NOT EXISTS changes (number INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT");
    // In this mode a lock that was taken stays until the file is closed.
    db.exec("BEGIN EXCLUSIVE; COMMIT");
    const kept = read(db);
    if (kept && kept.genesisHash !== genesisHash)
      throw errors.ForeignStore({ path, kept: kept.genesisHash, given: genesisHash });
    const put = db.prepare("INSERT INTO votes VALUES (1, ?) ON CONFLICT DO UPDATE SET record = excluded.record");
    const putChange = db.prepare("INSERT OR IGNORE INTO changes VALUES (?, ?)");
    const changes = db.prepare("SELECT record FROM changes ORDER BY number");
    const keep = db.prepare("INSERT OR IGNORE INTO evidence (second, record) VALUES (?, ?)");
    const trim = db.prepare("DELETE FROM evidence WHERE id <= (SELECT max(id) FROM evidence) - ?");
    const list = db.prepare("SELECT record FROM evidence ORDER BY id");
    return {
      load: () => read(db) ?? { genesisHash, certified: undefined, vote: undefined },
      save: (record) => void put.run(encode(VoteRecord, record)),
      keepChange: (change) => void putChange.run(change.header.number, encode(Certified, change)),
      listChanges: () => changes.all().map((row) => decode(Certified, row["record"] as Uint8Array)),
      keepEvidence(evidence) {
        const { changes } = keep.run(headerHash(evidence.second), encode(Evidence, evidence));
        trim.run(MAX_EVIDENCE);
        return changes === 1;
      },
      listEvidence: () => list.all().map((row) => decode(Evidence, row["record"] as Uint8Array)),
      [Symbol.dispose]: () => db.close(),
    };
  } catch (error) {
    db.close();
    if (errors.ForeignStore.is(error)) throw error;
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw errors.StoreLocked({ path }, error);
    throw errors.StoreDamaged({ path }, error);
  }
}

function read(db: DatabaseSync): VoteRecord | undefined {
  const row = db.prepare("SELECT record FROM votes").get();
  return row && decode(VoteRecord, row["record"] as Uint8Array);
}
