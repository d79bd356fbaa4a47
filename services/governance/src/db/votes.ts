import type { AccountId } from "@pha/codec";
import { and, asc, type Db, eq, gt, sql } from "@pha/service-kit/db";
import { delegations, voters } from "./schema.ts";

/** The next so many accounts behind one. */
interface Page {
  readonly after?: AccountId | undefined;
  readonly limit: number;
}

/** Who has voted in a referendum, by account. */
export async function listVoters(
  db: Db,
  { referendum, after, limit }: Page & { readonly referendum: number },
): Promise<AccountId[]> {
  const isAfter = after === undefined ? undefined : gt(voters.account, after);
  const query = db.select({ account: voters.account }).from(voters);
  const rows = await query
    .where(and(eq(voters.referendum, referendum), isAfter))
    .orderBy(asc(voters.account))
    .limit(limit);
  return rows.map(({ account }) => account);
}

/** Who delegates to an account, by account. */
export async function listDelegators(
  db: Db,
  { target, after, limit }: Page & { readonly target: AccountId },
): Promise<AccountId[]> {
  const isAfter = after === undefined ? undefined : gt(delegations.account, after);
  const rows = await db
    .select({ account: delegations.account })
    .from(delegations)
    .where(and(eq(delegations.target, target), isAfter))
    .orderBy(asc(delegations.account))
    .limit(limit);
  return rows.map(({ account }) => account);
}

/** Who delegates to some accounts: the first ones of each, by account. */
export async function listDelegations(
  db: Db,
  targets: readonly AccountId[],
  most: number,
): Promise<{ readonly account: AccountId; readonly target: AccountId }[]> {
  if (targets.length === 0) return [];
  const list = sql.join(
    targets.map((target) => sql`${target}`),
    sql`, `,
  );
  const found = await db.execute<{ account: AccountId; target: AccountId }>(sql`
    select d.account, d.target from unnest(array[${list}]::text[]) as t(target)
    cross join lateral (
      select account, target from governance.delegations where target = t.target order by account limit ${most}
    ) d order by d.target, d.account
  `);
  return found.rows;
}
