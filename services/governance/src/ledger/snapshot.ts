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
export type TakeSnapshot = <T>(read: (tx: Db) => Promise<T>) => Promise<Snapshot<T>>;

const genesis: Head = { number: 0, hash: "0x", timeMs: 0n };

export const makeSnapshots =
  ({ db, bus }: { readonly db: Db; readonly bus: Pick<Bus, "request"> }): TakeSnapshot =>
  async (read) => {
    const options = { isolationLevel: "repeatable read", accessMode: "read only" } as const;
    const taken = await db.transaction(async (tx) => {
      const [at = genesis] = await tx.select().from(head);
      return { head: at, rows: await read(tx) };
    }, options);
    return { ...taken, ledger: kept(openLedger(bus, taken.head.number), taken.head) };
  };

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
