import { encode } from "@pha/codec";
import { Header, headerHash, readDigest } from "@pha/light-client";
import type { Deposited } from "@pha/runtime";
import type { Db } from "@pha/service-kit/db";
import { requireEpoch } from "../db/authoring.ts";
import { insertBlock, insertExtrinsics, insertMessages } from "../db/blocks.ts";
import { type EventRow, insertEvents } from "../db/events.ts";
import { insertOutbox, insertProposal } from "../db/finality.ts";
import { insertItemChanges } from "../db/item-changes.ts";
import { deleteIncluded, giveUp } from "../db/pool.ts";
import { insertStateValues } from "../db/state-values.ts";
import { insertTreePages } from "../db/tree-pages.ts";
import type { CommittedBlock } from "../memory/memory.ts";
import type { Transition } from "../state/tree-store.ts";
import type { BuiltBlock } from "./build-block.ts";

/** A block ready to be written, with what validators need to run it again. */
export interface SealedBlock {
  readonly built: BuiltBlock;
  readonly transition: Transition;
  /** Sealed. */
  readonly header: Header;
  /** SCALE of the `Proposal`. */
  readonly proposalBytes: Uint8Array;
}

/**
 * Writes a block and all that follows from it in one transaction: it is on the chain, or nothing has happened.
 *
 * @param fence the epoch that the writer holds; the block's own, unless an earlier author made it.
 * @throws `chain.Fenced` when another author has taken over.
 */
export async function commitBlock(
  db: Db,
  { built, transition, header, proposalBytes }: SealedBlock,
  fence = readDigest(header).epoch,
): Promise<void> {
  const { number } = header;
  const { epoch, round } = readDigest(header);
  const rows = built.extrinsics.map(({ extrinsic: { hash, bytes }, ok }, index) => ({ index, hash, bytes, ok }));
  const messages = built.messages.map(({ cluster, bytes }, index) => ({ index, cluster, bytes }));
  await db.transaction(async (tx) => {
    await requireEpoch(tx, fence);
    await insertBlock(tx, { number, hash: headerHash(header), header: encode(Header, header), epoch, round });
    await insertExtrinsics(tx, number, rows);
    await insertEvents(tx, number, built.events.map(eventRow));
    await insertMessages(tx, number, messages);
    await insertStateValues(tx, number, built.changes);
    await insertItemChanges(tx, number, transition.items);
    await insertTreePages(tx, number, transition.pages);
    await deleteIncluded(
      tx,
      rows.map(({ hash }) => hash),
    );
    await giveUp(tx, built.givenUp);
    await insertProposal(tx, number, proposalBytes);
    await insertOutbox(tx, "proposed", number);
  });
}

/** Facts of the commit that memory follows. */
export const committed = ({ built, transition, header }: SealedBlock): CommittedBlock => ({
  header,
  extrinsics: built.extrinsics.map(({ extrinsic, ok }) => ({ hash: extrinsic.hash, ok })),
  changes: built.changes,
  givenUp: built.givenUp,
  transition,
});

const eventRow = ({ extrinsic, event, data }: Deposited, index: number): EventRow => ({
  index,
  extrinsic: extrinsic ?? null,
  pallet: event.type,
  name: event.value.type,
  data,
});
