import { decode } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { findBlockByNumber } from "../db/blocks.ts";
import { findFinalizedNumber } from "../db/finality.ts";
import { errors } from "../errors.ts";
import { Heads } from "./heads.ts";

/** The newest finalized block, from which memory catches up. Genesis must be there. */
export async function openHeads(db: Db): Promise<Heads> {
  const number = await findFinalizedNumber(db);
  const row = await findBlockByNumber(db, number);
  if (!row) throw errors.BlockNotFound({ number });
  return new Heads({ number, hash: row.hash, header: decode(Header, row.header) });
}
