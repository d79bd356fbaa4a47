import { type Db, eq, integer, type pgSchema, text } from "./drizzle.ts";

/** A table of cursors: up to which height of the chain each job of a service has come. */
export const cursorTable = (schema: ReturnType<typeof pgSchema>, name: string) =>
  schema.table(name, { job: text().primaryKey(), height: integer().notNull() });
export type CursorTable = ReturnType<typeof cursorTable>;

/** A job's height; 0 before it began. */
export async function findCursor(db: Db, table: CursorTable, job: string): Promise<number> {
  const [row] = await db.select().from(table).where(eq(table.job, job));
  return row?.height ?? 0;
}

/** One job and where its cursor is. */
export interface Cursor {
  readonly table: CursorTable;
  readonly job: string;
}

/** Gets the height that a job has come to, and returns the one it has reached. */
type Work = (tx: Db, from: number) => Promise<number>;

/**
 * Moves a job on in one transaction: the height is written with whatever `work` wrote, or not at all. Processes take
 * turns. The result is the height.
 */
export const advanceCursor = async (db: Db, cursor: Cursor, work: Work): Promise<number> =>
  (await advance(db, cursor, work, {})) as number;

/** The same, but `undefined` while another process is at it. */
export const tryAdvanceCursor = (db: Db, cursor: Cursor, work: Work): Promise<number | undefined> =>
  advance(db, cursor, work, { skipLocked: true });

async function advance(
  db: Db,
  { table, job }: Cursor,
  work: Work,
  locking: { readonly skipLocked?: true },
): Promise<number | undefined> {
  await db.insert(table).values({ job, height: 0 }).onConflictDoNothing();
  return db.transaction(async (tx) => {
    const query = tx.select().from(table).where(eq(table.job, job));
    const [row] = await query.for("update", locking);
    if (!row) return undefined;
    const height = await work(tx, row.height);
    if (height !== row.height) await tx.update(table).set({ height }).where(eq(table.job, job));
    return height;
  });
}
