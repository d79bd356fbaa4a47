import { DatabaseSync } from "node:sqlite";
import { decode, encode, type Hex } from "@pha/codec";
import { SignedVote } from "@pha/wire";
import { isLater } from "../rule/recollection.ts";

/** The newest vote of each validator, this one too, for one whose store is an older copy. */
export interface HeardVotes extends Disposable {
  /** Keeps a vote whose signature was verified, unless one as late is kept of its validator. */
  keep(signed: SignedVote): void;
  find(validator: Hex): SignedVote | undefined;
}

/**
 * Opens the file of heard votes. An older vote is never asked for: a validator votes at a height only when all below are
 * certified. Written without waiting for the disk: it survives a crash of the process, and of a machine others' do.
 */
export function openHeardVotes(path: string): HeardVotes {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  db.exec("CREATE TABLE IF NOT EXISTS heard (validator TEXT PRIMARY KEY, vote BLOB NOT NULL) STRICT");
  const put = db.prepare("INSERT OR REPLACE INTO heard VALUES (?, ?)");
  const kept = new Map<Hex, SignedVote>();
  for (const row of db.prepare("SELECT vote FROM heard").all()) {
    const signed = decode(SignedVote, row["vote"] as Uint8Array);
    kept.set(signed.vote.validator, signed);
  }
  return {
    keep(signed) {
      const { validator } = signed.vote;
      if (!isLater(signed.vote, kept.get(validator)?.vote)) return;
      put.run(validator, encode(SignedVote, signed));
      kept.set(validator, signed);
    },
    find: (validator) => kept.get(validator),
    [Symbol.dispose]: () => db.close(),
  };
}
