import { decode, type TypeOf } from "@pha/codec";
import { Certificate, Header, headerHash, Proposal } from "@pha/light-client";
import { proposalPartBytes } from "@pha/limits";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { type FinalizedBlock as FinalizedBlockType, subjects } from "@pha/wire";
import { listBlocksWithMessages, listMessages, type MessageRow } from "../db/blocks.ts";
import { type CertifiedRow, findProposal, listCertified, type OutboxRow } from "../db/finality.ts";

type FinalizedBlock = TypeOf<typeof FinalizedBlockType>;

/** Proposes a height that waits for its certificate: how many bytes that is, 0 when it waits no more. */
export async function publishProposal(db: Db, bus: Pick<Bus, "publish">, number: number): Promise<number> {
  const bytes = await findProposal(db, number);
  if (!bytes) return 0;
  const proposal = decode(Proposal, bytes);
  if (bytes.length <= proposalPartBytes) bus.publish(subjects.blockProposed, {}, proposal);
  else bus.publish(subjects.blockAnnounced, {}, { number, hash: headerHash(proposal.header) });
  return bytes.length;
}

/** A certified height: header, certificate, and the messages it hands out. */
async function readFinalized(db: Db, number: number): Promise<FinalizedBlock | undefined> {
  const [row] = await listCertified(db, number, number + 1);
  return row && withMessages(row, await listMessages(db, number));
}

/** Consecutive certified heights, as many as there are and fit into so many bytes: at least one if there is one. */
export async function listFinalized(db: Db, from: number, end: number, maxBytes: number): Promise<FinalizedBlock[]> {
  const [rows, talking] = await Promise.all([listCertified(db, from, end), listBlocksWithMessages(db, from, end)]);
  const found: FinalizedBlock[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.number !== from + found.length || bytes >= maxBytes) break;
    const messages = talking.has(row.number) ? await listMessages(db, row.number) : [];
    found.push(withMessages(row, messages));
    bytes += row.header.length + row.certificate.length + messages.reduce((sum, one) => sum + one.bytes.length, 0);
  }
  return found;
}

const withMessages = ({ header, certificate }: CertifiedRow, messages: readonly MessageRow[]): FinalizedBlock => ({
  header: decode(Header, header),
  certificate: decode(Certificate, certificate),
  messages: messages.map(({ cluster, bytes }) => ({ cluster, message: bytes })),
});

/** Publishes what a row of the outbox stands for; a proposal that is certified meanwhile needs nobody's vote. */
export async function publishRow(db: Db, bus: Pick<Bus, "publish">, { kind, number }: OutboxRow): Promise<void> {
  if (kind === "proposed") await publishProposal(db, bus, number);
  else {
    const finalized = await readFinalized(db, number);
    if (finalized) bus.publish(subjects.blockFinalized, {}, finalized);
  }
}
