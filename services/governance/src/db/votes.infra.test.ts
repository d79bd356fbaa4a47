import type { AccountId } from "@pha/codec";
import { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { testPostgres } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGovernanceDb } from "./open.ts";
import { delegations } from "./schema.ts";
import { listDelegations, listDelegators } from "./votes.ts";

const account = (n: number): AccountId => `0x${n.toString(16).padStart(64, "0")}`;
const [target, other] = [account(1_000), account(1_001)];
const opened = new AsyncDisposableStack();
let db: Database["db"];

beforeAll(async () => {
  const { url } = opened.use(await testPostgres());
  const given = { url: new Secret(url), log, signal: new AbortController().signal };
  opened.use(await openGovernanceDb({ ...given, genesisHash: "0x00" }));
  ({ db } = opened.use(await openDb({ service: "governance", ...given })));
  const rows = Array.from({ length: 25 }, (_, n) => ({ account: account(n), target: n === 7 ? other : target }));
  await db.insert(delegations).values(rows.reverse().map((row) => ({ ...row, since: 1 })));
});
afterAll(() => opened.disposeAsync());

it("who delegates to an account is told in pages, each of them once", async () => {
  const all: AccountId[] = [];
  for (let page: AccountId[] = [], after: AccountId | undefined; ; after = page.at(-1)) {
    page = await listDelegators(db, { target, after, limit: 9 });
    all.push(...page);
    if (page.length < 9) break;
  }
  expect(all).toEqual(Array.from({ length: 25 }, (_, n) => account(n)).filter((each) => each !== account(7)));
  expect(await listDelegators(db, { target: account(3), limit: 9 })).toEqual([]);
});

it("of several accounts the first ones of each are told", async () => {
  const found = await listDelegations(db, [other, target, account(3)], 3);
  expect(found.map((row) => [row.target, row.account])).toEqual([
    ...[0, 1, 2].map((n) => [target, account(n)]),
    [other, account(7)],
  ]);
});
