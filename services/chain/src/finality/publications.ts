import { decode, type TypeOf } from "@pha/codec";
import { Certificate, Header, Proposal } from "@pha/light-client";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { type FinalizedBlock, subjects } from "@pha/wire";
import { findBlockByNumber, listMessages } from "../db/blocks.ts";
import { findCertificate, findProposal, type OutboxRow } from "../db/finality.ts";

/** A height's proposal, until it is certified. */
export async function readProposal(db: Db, number: number): Promise<Proposal | undefined> {
  const bytes = await findProposal(db, number);
  return bytes && decode(Proposal, bytes);
}

/** A certified height: header, certificate, and the messages it hands out. */
export async function readFinalized(db: Db, number: number): Promise<TypeOf<typeof FinalizedBlock> | undefined> {
  const [block, certificate] = await Promise.all([findBlockByNumber(db, number), findCertificate(db, number)]);
  if (!block || !certificate) return undefined;
  const messages = (await listMessages(db, number)).map(({ cluster, bytes }) => ({ cluster, message: bytes }));
  return { header: decode(Header, block.header), certificate: decode(Certificate, certificate), messages };
}

/** Publishes what a row of the outbox stands for; a proposal that is certified meanwhile needs nobody's vote. */
export async function publishRow(db: Db, bus: Pick<Bus, "publish">, { kind, number }: OutboxRow): Promise<void> {
  if (kind === "proposed") {
    const proposal = await readProposal(db, number);
    if (proposal) bus.publish(subjects.blockProposed, {}, proposal);
  } else {
    const finalized = await readFinalized(db, number);
    if (finalized) bus.publish(subjects.blockFinalized, {}, finalized);
  }
}
