import { type Hex, toHex } from "@pha/codec";
import { and, asc, type Db, desc, eq, gte, lt, lte, sql } from "@pha/service-kit/db";
import { toBuffer, toBytes } from "./columns.ts";
import { blocks, certificates, nilCertificates, outbox, proposals } from "./schema.ts";

export type OutboxRow = typeof outbox.$inferSelect;

export async function insertProposal(db: Db, number: number, bytes: Uint8Array): Promise<void> {
  await db.insert(proposals).values({ number, bytes });
}

/** A proposal's bytes from `offset` on, at most so many, with what they are part of. */
export async function findProposalPart(db: Db, number: number, offset: number, maxBytes: number) {
  const from = Math.min(offset, 0x7fff_fffe) + 1;
  const { rows } = await db.execute<{ hash: Buffer; total: number; bytes: Buffer }>(sql`
    select b.hash, length(p.bytes) as total, substring(p.bytes from ${from} for ${maxBytes}) as bytes
    from chain.proposals p join chain.blocks b on b.number = p.number where p.number = ${number}::bigint
  `);
  return rows[0] && { hash: toHex(rows[0].hash), total: rows[0].total, bytes: toBytes(rows[0].bytes) };
}

/** Kept until the block is certified. */
export async function findProposal(db: Db, number: number): Promise<Uint8Array | undefined> {
  const [row] = await db.select().from(proposals).where(eq(proposals.number, number));
  return row?.bytes;
}

export async function deleteProposals(db: Db, upTo: number): Promise<void> {
  await db.delete(proposals).where(lte(proposals.number, upTo));
}

/**
 * Stores the certificate of a block that is there. Whether it was new: a commit may have succeeded although its answer
 * was lost.
 */
export async function insertCertificate(
  db: Db,
  blockHash: Hex,
  { number, bytes }: typeof certificates.$inferSelect,
): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    insert into chain.certificates (number, bytes)
    select number, ${sql.param(Buffer.from(bytes))} from chain.blocks
    where number = ${number} and hash = ${toBuffer(blockHash)}
    on conflict do nothing
  `);
  return rowCount === 1;
}

export async function findCertificate(db: Db, number: number): Promise<Uint8Array | undefined> {
  const [row] = await db.select().from(certificates).where(eq(certificates.number, number));
  return row?.bytes;
}

/** Stores that a round is closed; a commit may have succeeded although its answer was lost. */
export async function insertNilCertificate(db: Db, row: typeof nilCertificates.$inferSelect): Promise<void> {
  await db.insert(nilCertificates).values(row).onConflictDoNothing();
}

/** The certificates of a height's closed rounds, first round first. */
export async function listNilCertificates(db: Db, number: number): Promise<Uint8Array[]> {
  const rows = await db
    .select({ bytes: nilCertificates.bytes })
    .from(nilCertificates)
    .where(eq(nilCertificates.number, number))
    .orderBy(asc(nilCertificates.round));
  return rows.map(({ bytes }) => bytes);
}

/** A certified block's header and certificate. */
export interface CertifiedRow {
  readonly number: number;
  readonly header: Uint8Array;
  readonly certificate: Uint8Array;
}

/** Certified blocks from a height to below another, in order. */
export async function listCertified(db: Db, from: number, end: number): Promise<CertifiedRow[]> {
  return db
    .select({ number: blocks.number, header: blocks.header, certificate: certificates.bytes })
    .from(blocks)
    .innerJoin(certificates, eq(certificates.number, blocks.number))
    .where(and(gte(blocks.number, from), lt(blocks.number, end)))
    .orderBy(asc(blocks.number));
}

/** The newest certified height; 0 when there is none, for genesis needs no certificate. */
export async function findFinalizedNumber(db: Db): Promise<number> {
  const [row] = await db
    .select({ number: certificates.number })
    .from(certificates)
    .orderBy(desc(certificates.number))
    .limit(1);
  return row?.number ?? 0;
}

export async function insertOutbox(db: Db, kind: OutboxRow["kind"], number: number): Promise<void> {
  await db.insert(outbox).values({ kind, number });
}
