import type { AccountId } from "@pha/codec";
import { and, asc, type Db, eq, gt, sql } from "@pha/service-kit/db";
import { delegations, voters } from "./schema.ts";

/** The next so many accounts behind one. */
interface Page {
  readonly after?: AccountId | undefined;
  readonly limit: number;
}

/** Who has voted in a referendum, by account. */
export const listVoters = (db: Db, { referendum, ...page }: Page & { readonly referendum: number }) =>
  listAccounts(db, voters, eq(voters.referendum, referendum), page);

/** Who delegates to an account, by account. */
export const listDelegators = (db: Db, { target, ...page }: Page & { readonly target: AccountId }) =>
  listAccounts(db, delegations, eq(delegations.target, target), page);

async function listAccounts(
  db: Db,
  table: typeof voters | typeof delegations,
  which: ReturnType<typeof eq>,
  { after, limit }: Page,
): Promise<AccountId[]> {
  const isAfter = after === undefined ? undefined : gt(table.account, after);
  const query = db.select({ account: table.account }).from(table);
  const rows = await query.where(and(which, isAfter)).orderBy(asc(table.account)).limit(limit);
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
