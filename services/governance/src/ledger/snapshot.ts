import { chainErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { openLedger, type ReadLedger } from "@pha/service-kit/ledger";
import { head } from "../db/schema.ts";
import { errors } from "../errors.ts";

/** The block that the tables are at. */
export interface Head {
  readonly number: number;
  readonly hash: Hex;
  readonly timeMs: bigint;
}

/** One finalized block: what the tables say at it, and the ledger's state. */
export interface Snapshot<T> {
  readonly head: Head;
  readonly rows: T;
  readonly ledger: ReadLedger;
}

/** Reads nothing of the tables but which block they are at. */
export const nothing = async (): Promise<undefined> => undefined;

/** Reads the tables at one block, and opens the state of the same block. */
export type TakeSnapshot = <T>(read: (tx: Db, head: Head) => Promise<T>) => Promise<Snapshot<T>>;

interface SnapshotDeps {
  readonly db: Db;
  readonly bus: Pick<Bus, "request">;
  readonly genesisHash: Hex;
}

export const makeSnapshots =
  ({ db, bus, genesisHash }: SnapshotDeps): TakeSnapshot =>
  async (read) => {
    const options = { isolationLevel: "repeatable read", accessMode: "read only" } as const;
    const taken = await db.transaction(async (tx) => {
      const [at = genesisOf(genesisHash)] = await tx.select().from(head);
      return { head: at, rows: await read(tx, at) };
    }, options);
    return { ...taken, ledger: kept(openLedger(bus, taken.head.number), taken.head) };
  };

/** Where the tables are before their first block. Genesis has no time: what comes after it comes from now on. */
const genesisOf = (hash: Hex): Head => ({ number: 0, hash, timeMs: BigInt(Date.now()) });

/** What follows a chain from its beginning comes to blocks whose state is forgotten. */
const kept =
  (ledger: ReadLedger, { number }: Head): ReadLedger =>
  async (read) => {
    try {
      return await ledger(read);
    } catch (error) {
      if (chainErrors.BlockNotFound.is(error)) throw errors.CatchingUp({ block: number }, error);
      throw error;
    }
  };
