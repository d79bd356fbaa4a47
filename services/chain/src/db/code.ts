import { type Hex, toHex } from "@pha/codec";
import { codeKey } from "@pha/runtime";
import { type Db, sql } from "@pha/service-kit/db";
import { toBuffer, toBytes } from "./columns.ts";

/** The block at or below a height that changed the runtime last: genesis, or one with a `System.set_code`. */
export async function findCodeBlock(db: Db, height: number): Promise<{ number: number; hash: Hex } | undefined> {
  const { rows } = await db.execute<{ number: number; hash: Buffer }>(sql`
    select b.number, b.hash from chain.state_values s join chain.blocks b on b.number = s.height
    where s.key = ${toBuffer(codeKey)} and s.height <= ${height} order by s.height desc limit 1
  `);
  return rows[0] && { number: rows[0].number, hash: toHex(rows[0].hash) };
}

/** The code that a block brought. */
export async function findCode(db: Db, height: number): Promise<Uint8Array | undefined> {
  const { rows } = await db.execute<{ value: Buffer }>(sql`
    select value from chain.state_values where key = ${toBuffer(codeKey)} and height = ${height}
  `);
  return rows[0] && toBytes(rows[0].value);
}

/** Code that some state has named, by its SHA-256. */
export async function findCodeByHash(db: Db, hash: Hex): Promise<Uint8Array | undefined> {
  const { rows } = await db.execute<{ value: Buffer }>(sql`
    select value from chain.state_values
    where key = ${toBuffer(codeKey)} and sha256(value) = ${toBuffer(hash)} order by height desc limit 1
  `);
  return rows[0] && toBytes(rows[0].value);
}
