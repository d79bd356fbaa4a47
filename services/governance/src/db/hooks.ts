import { randomUUID } from "node:crypto";
import { and, asc, count, type Db, eq, sql } from "@pha/service-kit/db";
import type { Place } from "./events.ts";
import { hooks } from "./schema.ts";

export type HookRow = typeof hooks.$inferSelect;
type Wanted = Pick<HookRow, "url" | "topics" | "secret">;

/** Who delivers to a hook, while it is his. */
export type Leased = HookRow & { readonly lease: string };

/** Longer than an attempt takes: whoever is killed with a lease keeps the others waiting for so long. */
const leaseFor = sql`now() + interval '30 seconds'`;

/** The hook, unless there are as many as may be. */
export async function insertHook(db: Db, wanted: Wanted, next: Place, most: number): Promise<HookRow | undefined> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${hooks} in share row exclusive mode`);
    const [there] = await tx.select({ hooks: count() }).from(hooks);
    if ((there?.hooks ?? 0) >= most) return undefined;
    const [row] = await tx
      .insert(hooks)
      .values({ ...wanted, ...next })
      .returning();
    return row;
  });
}

export const listHooks = (db: Db): Promise<HookRow[]> => db.select().from(hooks).orderBy(asc(hooks.id));

export async function findHook(db: Db, id: number): Promise<HookRow | undefined> {
  const [row] = await db.select().from(hooks).where(is(id));
  return row;
}

export async function removeHook(db: Db, id: number): Promise<HookRow | undefined> {
  const [row] = await db.delete(hooks).where(is(id)).returning();
  return row;
}

/** Begins anew with a hook: at once, and from a place on where one is given. Who delivers to it just now loses it. */
export async function resumeHook(db: Db, id: number, next: Place | undefined): Promise<HookRow | undefined> {
  const anew = { status: "active", failures: 0, dueAt: sql`now()`, ...unleased, ...next } as const;
  const [row] = await db.update(hooks).set(anew).where(is(id)).returning();
  return row;
}

/** Leases a hook for which there is something, that is due and nobody else's; the one that has waited longest. */
export async function leaseHook(db: Db): Promise<Leased | undefined> {
  const due = sql`(
    select id from governance.hooks h
    where status = 'active' and due_at <= now() and (leased_until is null or leased_until < now())
      and exists (select from governance.events e where (e.block, e.index) >= (h.block, h.place))
    order by due_at limit 1 for update skip locked
  )`;
  const lease = randomUUID();
  const [row] = await db.update(hooks).set({ lease, leasedUntil: leaseFor }).where(eq(hooks.id, due)).returning();
  return row && { ...row, lease };
}

/** Notes that all before a place is done, and goes on with the lease; `false` where it is lost. */
export const advanceHook = (db: Db, hook: Leased, next: Place): Promise<boolean> =>
  change(db, hook, { ...next, failures: 0, lastError: null, leasedUntil: leaseFor });

/** Gives a hook back. */
export const releaseHook = (db: Db, hook: Leased): Promise<boolean> =>
  change(db, hook, { dueAt: sql`now()`, ...unleased });

/** Notes that an attempt failed, and gives the hook back: until the next one, or for good. */
export const failHook = (
  db: Db,
  hook: Leased,
  { reason, pauseMs }: { readonly reason: string; readonly pauseMs: number | undefined },
): Promise<boolean> =>
  change(db, hook, {
    failures: sql`${hooks.failures} + 1`,
    lastError: reason,
    ...(pauseMs === undefined
      ? { status: "disabled" }
      : { dueAt: sql`now() + ${pauseMs}::bigint * interval '1 millisecond'` }),
    ...unleased,
  });

const unleased = { lease: null, leasedUntil: null };
const is = (id: number) => eq(hooks.id, sql<number>`${id}::bigint`);

type Change = Parameters<ReturnType<typeof update>["set"]>[0];
const update = (db: Db) => db.update(hooks);

/** Whether the lease held. */
async function change(db: Db, { id, lease }: Leased, what: Change): Promise<boolean> {
  const rows = await update(db)
    .set(what)
    .where(and(eq(hooks.id, id), eq(hooks.lease, lease)))
    .returning({ id: hooks.id });
  return rows.length > 0;
}
