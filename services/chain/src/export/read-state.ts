import type { Hex } from "@pha/codec";
import { NotLoaded, type StateView } from "@pha/frame";
import { codeKey, type NewNetwork } from "@pha/runtime";
import { loadRuntime } from "@pha/runtime-host";
import type { Db } from "@pha/service-kit/db";
import { findBlockByNumber } from "../db/blocks.ts";
import { findFinalizedNumber } from "../db/finality.ts";
import { findProgress } from "../db/progress.ts";
import { listStateEntries, listStateValues } from "../db/state-values.ts";
import { errors } from "../errors.ts";
import { withLoading } from "../state/head-state.ts";

/** Values that are in memory at a time. */
const PAGE = { limit: 1_000, maxBytes: 2 * 1024 * 1024 };

/** A finalized block whose state is kept. */
export interface ExportedBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly code: Uint8Array;
}

/**
 * Finds the block of a height, the newest finalized one when none is named.
 *
 * @throws `chain.NotFinal`, `chain.StateNotKept`
 */
export async function findExported(tx: Db, height: number | undefined): Promise<ExportedBlock> {
  const newest = await findFinalizedNumber(tx);
  const number = height ?? newest;
  const block = await findBlockByNumber(tx, number);
  if (!block || number > newest) throw errors.NotFinal({ number, newest });
  const oldest = await findProgress(tx, "prune");
  const code = (await listStateValues(tx, number, [codeKey])).get(codeKey);
  if ((number > 0 && number < oldest) || !code) throw errors.StateNotKept({ number, oldest });
  return { number, hash: block.hash, code };
}

/**
 * What a new network begins with, of a block's state, in the order of keys. The runtime that the state names decides.
 * Of the state a page is in memory at a time.
 */
export async function* carriedEntries(
  tx: Db,
  { number, code }: ExportedBlock,
  network: NewNetwork,
): AsyncGenerator<(readonly [Hex, Uint8Array])[]> {
  const runtime = loadRuntime(code);
  for (let start: Hex | undefined; ; ) {
    const page = await listStateEntries(tx, { height: number, prefix: "0x", start, ...PAGE });
    start = [...page.keys()].at(-1);
    if (start === undefined) return;
    const values = new Map<Hex, Uint8Array | undefined>(page);
    const view: StateView = {
      get(key) {
        if (!values.has(key)) throw new NotLoaded([key]);
        return values.get(key);
      },
    };
    const carried = await withLoading(
      () => runtime.carryOver(view, [...page.keys()], network),
      async (keys) => {
        for (const [key, value] of await listStateValues(tx, number, keys)) values.set(key, value);
      },
    );
    yield [...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  }
}
