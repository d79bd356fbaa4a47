import { decode } from "@pha/codec";
import { Certificate, Header } from "@pha/light-client";
import { maxPathBlocks } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { findCertificate, findFinalizedNumber, listCertified } from "../db/finality.ts";

interface Deps {
  readonly bus: Bus;
  readonly db: Db;
}

/** Serves `finalizedPath`. */
export const serveFinalizedPath = ({ bus, db }: Deps): Subscribed =>
  bus.serve(subjects.finalizedPath, { queue: "chain" }, ({ request }) => findPath(db, request));

/** What there is to read of a year's blocks to believe the newest: the last of each validator set, found by halving. */
export async function findPath(
  db: Db,
  { setId, number }: { readonly setId: bigint; readonly number: number },
): Promise<{ readonly header: Header; readonly certificate: Certificate }[]> {
  const newest = await findFinalizedNumber(db);
  const path: number[] = [];
  for (let set = setId, from = number; from < newest && path.length < maxPathBlocks; ) {
    const last = await lastOf(db, set, from, newest);
    if (last > from) path.push(last);
    if (last < newest) set = await setOf(db, last + 1);
    from = last;
  }
  return Promise.all(path.map((at) => findFinality(db, at)));
}

/** The last block from one height to another that a set or one before it certified. */
async function lastOf(db: Db, set: bigint, from: number, newest: number): Promise<number> {
  let last = from;
  for (let end = newest + 1; end - last > 1; ) {
    const middle = Math.floor((last + end) / 2);
    if ((await setOf(db, middle)) > set) end = middle;
    else last = middle;
  }
  return last;
}

/** Which set certified a block that is certified. */
async function setOf(db: Db, number: number): Promise<bigint> {
  return decode(Certificate, (await findCertificate(db, number)) as Uint8Array).setId;
}

async function findFinality(db: Db, number: number): Promise<{ header: Header; certificate: Certificate }> {
  const [row] = await listCertified(db, number, number + 1);
  const { header, certificate } = row as NonNullable<typeof row>;
  return { header: decode(Header, header), certificate: decode(Certificate, certificate) };
}
