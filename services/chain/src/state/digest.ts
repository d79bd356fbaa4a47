import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto/node";
import type { Db } from "@pha/service-kit/db";
import { coversItems, findLastChange } from "../db/item-changes.ts";
import { findStateKeys, listStateEntries } from "../db/state-values.ts";
import { errors } from "../errors.ts";
import { computed, type ReadBudget } from "../ledger/read-budget.ts";

/** Entries that are digested at a time, and about how many bytes of them. */
const PAGE = 1_000;
const PAGE_BYTES = 4 * 1024 * 1024;
/** A value this long counts as another row. */
const ROW_BYTES = 4_096;

/**
 * A digest of what lies below a prefix at a height: another one after each change there, the same as long as there is
 * none, whichever replica is asked; `undefined` where nothing is. The state tree cannot give it, because its paths are
 * hashes of keys.
 *
 * Up to the prefix of a storage item it is made of the block that changed something there last. Blocks write down the
 * items they changed, a short row for each; finding one takes a step in an index for each item below the prefix. Deeper
 * prefixes are digested entry by entry.
 */
export async function digestBelow(db: Db, height: number, prefix: Hex, budget: ReadBudget): Promise<Hex | undefined> {
  const { keys, steps } = await findStateKeys(db, { height, prefix, start: undefined, limit: 1 }, budget.left.rows);
  budget.spend({ rows: steps });
  if (keys?.length === 0) return undefined;
  if (!coversItems(prefix)) return digestEntries(db, height, prefix, budget);
  const block = await findLastChange(db, height, prefix);
  if (block === undefined) throw errors.StateCorrupt({ height });
  return toHex(sha256(concat(fromHex(prefix), fromHex(block))));
}

async function digestEntries(db: Db, height: number, prefix: Hex, budget: ReadBudget): Promise<Hex> {
  let digest = sha256(fromHex(prefix));
  let start: Hex | undefined;
  do {
    const range = { height, prefix, start, limit: PAGE, maxBytes: PAGE_BYTES };
    const page = await listStateEntries(db, range);
    computed(() => {
      for (const [key, value] of page) {
        budget.spend({ rows: 1 + Math.floor(value.length / ROW_BYTES) }); // nothing of it is kept
        digest = sha256(concat(digest, sha256(fromHex(key)), sha256(value)));
      }
    });
    start = [...page.keys()].at(-1);
  } while (start !== undefined);
  return toHex(digest);
}
