import { decode, type TypeOf } from "@pha/codec";
import { Certificate, Header, headerHash, Proposal } from "@pha/light-client";
import { eventsAtOnceBytes, proposalPartBytes } from "@pha/limits";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { type FinalizedBlock as FinalizedBlockType, subjects } from "@pha/wire";
import { listBlocksWithMessages, listMessages, type MessageRow } from "../db/blocks.ts";
import { type EventRow, listEvents } from "../db/events.ts";
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
  return row && finalizedBlock(row, await listMessages(db, number), []);
}

/** Which certified heights, how many bytes of them about, and from which event of the first on, if events are wanted. */
interface Wanted {
  readonly from: number;
  readonly end: number;
  readonly maxBytes: number;
  readonly events: number | undefined;
}

/** Consecutive certified heights, as many as there are and fit into so many bytes: at least one if there is one. */
export async function listFinalized(db: Db, { from, end, maxBytes, events }: Wanted): Promise<FinalizedBlock[]> {
  const [rows, talking] = await Promise.all([listCertified(db, from, end), listBlocksWithMessages(db, from, end)]);
  const found: FinalizedBlock[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.number !== from + found.length || bytes >= maxBytes) break;
    const messages = talking.has(row.number) ? await listMessages(db, row.number) : [];
    const all = events === undefined ? [] : (await listEvents(db, row.number)).slice(row.number === from ? events : 0);
    const some = all.slice(0, countFitting(all));
    const block = { ...finalizedBlock(row, messages, some), hasMore: some.length < all.length };
    found.push(block);
    if (block.hasMore) break;
    bytes += row.header.length + row.certificate.length + messages.reduce((sum, one) => sum + one.bytes.length, 0);
    bytes += some.reduce((sum, event) => sum + sizeOf(event), 0);
  }
  return found;
}

/** About as many bytes as an event has on the wire, rather more. */
const sizeOf = ({ pallet, name, data }: EventRow): number => pallet.length + name.length + data.length + 16;

/** How many events fit an answer: one at least, if there is one. */
function countFitting(events: readonly EventRow[]): number {
  let bytes = 0;
  const end = events.findIndex((event, i) => {
    bytes += sizeOf(event);
    return i > 0 && bytes > eventsAtOnceBytes;
  });
  return end < 0 ? events.length : end;
}

const finalizedBlock = (
  { header, certificate }: CertifiedRow,
  messages: readonly MessageRow[],
  events: readonly EventRow[],
): FinalizedBlock => ({
  header: decode(Header, header),
  certificate: decode(Certificate, certificate),
  messages: messages.map(({ cluster, bytes }) => ({ cluster, message: bytes })),
  events: events.map(({ extrinsic, pallet, name, data }) => ({
    extrinsic: extrinsic ?? undefined,
    pallet,
    name,
    data,
  })),
  hasMore: false,
});

/** Publishes what a row of the outbox stands for; a proposal that is certified meanwhile needs nobody's vote. */
export async function publishRow(db: Db, bus: Pick<Bus, "publish">, { kind, number }: OutboxRow): Promise<void> {
  if (kind === "proposed") await publishProposal(db, bus, number);
  else {
    const finalized = await readFinalized(db, number);
    if (finalized) bus.publish(subjects.blockFinalized, {}, finalized);
  }
}
