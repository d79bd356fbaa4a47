import { DatabaseSync } from "node:sqlite";
import { decode, encode } from "@pha/codec";
import { ArchivedBlock } from "@pha/wire";

/** How far back a chain that lost its newest blocks can be helped. */
const MAX_BLOCKS = 4_096;
const MAX_BYTES = 512 * 1024 * 1024;

/** Certified blocks that this validator voted for, so that a chain restored from a backup gets them back. */
export interface BlockArchive extends Disposable {
  keep(number: number, block: ArchivedBlock): void;
  /** Consecutive blocks from a height on: none when the first is not there. */
  list(from: number, limit: number, maxBytes: number): ArchivedBlock[];
}

/**
 * Opens the archive: a file of its own, written without waiting for the disk, because what it loses other validators
 * have. It is bounded: the oldest blocks go first.
 */
export function openBlockArchive(path: string): BlockArchive {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  db.exec("CREATE TABLE IF NOT EXISTS blocks (number INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT");
  const put = db.prepare("INSERT OR IGNORE INTO blocks VALUES (?, ?)");
  const next = db.prepare("SELECT number, block FROM blocks WHERE number >= ? ORDER BY number LIMIT ?");
  const oldest = db.prepare("SELECT number, length(block) AS bytes FROM blocks ORDER BY number LIMIT 1");
  const drop = db.prepare("DELETE FROM blocks WHERE number = ?");
  const total = db.prepare("SELECT count(*) AS blocks, coalesce(sum(length(block)), 0) AS bytes FROM blocks").get();
  let blocks = Number(total?.["blocks"]);
  let bytes = Number(total?.["bytes"]);

  return {
    keep(number, block) {
      const encoded = encode(ArchivedBlock, block);
      if (put.run(number, encoded).changes === 0) return;
      blocks++;
      bytes += encoded.length;
      while (blocks > MAX_BLOCKS || bytes > MAX_BYTES) {
        const row = oldest.get();
        if (!row) return;
        drop.run(row["number"] as number);
        blocks--;
        bytes -= Number(row["bytes"]);
      }
    },
    list(from, limit, maxBytes) {
      const found: ArchivedBlock[] = [];
      let size = 0;
      for (const row of next.iterate(from, limit)) {
        const block = row["block"] as Uint8Array;
        if (row["number"] !== from + found.length || (size > 0 && size + block.length > maxBytes)) break;
        found.push(decode(ArchivedBlock, block));
        size += block.length;
      }
      return found;
    },
    [Symbol.dispose]: () => db.close(),
  };
}
