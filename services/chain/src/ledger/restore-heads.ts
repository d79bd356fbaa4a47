import { decode } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { findBlockByNumber, findHead, listExtrinsics } from "../db/blocks.ts";
import { findFinalizedNumber } from "../db/finality.ts";
import { errors } from "../errors.ts";
import { Heads, type UnfinalizedBlock } from "./heads.ts";

/** Where the chain stood when the process ended. Genesis must be there. */
export async function restoreHeads(db: Db): Promise<Heads> {
  const best = (await findHead(db))?.number ?? 0;
  const finalized = await findFinalizedNumber(db);
  const unfinalized: UnfinalizedBlock[] = [];
  for (let number = finalized + 1; number <= best; number++) {
    const extrinsics = (await listExtrinsics(db, number)).map(({ hash, ok }) => ({ hash, ok }));
    unfinalized.push({ ...(await getBlock(db, number)), extrinsics });
  }
  return new Heads(await getBlock(db, finalized), unfinalized);
}

async function getBlock(db: Db, number: number) {
  const row = await findBlockByNumber(db, number);
  if (!row) throw errors.BlockNotFound({ number });
  return { number, hash: row.hash, header: decode(Header, row.header) };
}
