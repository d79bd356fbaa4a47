import type { CodedError } from "@pha/codec";
import { stakePools, stakesOf, vaultAccount, vaults } from "@pha/runtime/spec";
import { accountOf, type TestLedger } from "@pha/runtime/testing";
import { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { testPostgres } from "@pha/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGovernanceDb } from "../db/open.ts";
import { houseDays, stakeBatches, stakeMoves, stakePayments } from "../db/schema.ts";
import type { House } from "../db/stake-moves.ts";
import { fundAt, worthAt } from "../db/stake-worth.ts";
import { readStatement } from "../db/statement.ts";
import { dayOf } from "../rules/days.ts";
import { makeTelemetry } from "../telemetry.ts";
import {
  closeBlock,
  everyStep,
  housesOf,
  kinds,
  openHistory,
  people,
  type Step,
  take,
} from "../testing/stake-history.ts";
import { clear, projectWith } from "./project.ts";

const opened = new AsyncDisposableStack();
let db: Database["db"];
const project = projectWith({ json: { ss58Prefix: 30 }, telemetry: makeTelemetry(log, createMetrics("governance")) });

beforeAll(async () => {
  const { url } = opened.use(await testPostgres());
  const given = { url: new Secret(url), log, signal: new AbortController().signal };
  opened.use(await openGovernanceDb({ ...given, genesisHash: "0x00" }));
  ({ db } = opened.use(await openDb({ service: "governance", ...given })));
});
afterAll(() => opened.disposeAsync());

const step = fc.record<Step>({
  kind: fc.constantFrom(...kinds),
  who: fc.constantFrom(...people),
  id: fc.constantFrom(...housesOf),
  part: fc.integer({ min: 1, max: 1_000 }),
});

const houses: readonly House[] = housesOf.flatMap((house) => [
  { kind: "pool", house },
  { kind: "vault", house },
]);

/** What all shares of a pool or vault are worth by the ledger, before what a vault's owner has earned is counted. */
function fundOf({ view }: TestLedger, ledger: TestLedger, { kind, house }: House) {
  if (kind === "pool") {
    const { shares = 0n, value = 0n } = ledger.of(stakePools).pools.get(house) ?? {};
    return { shares, value };
  }
  const { shares = 0n, free = 0n } = ledger.of(vaults).vaults.get(house) ?? {};
  const invested = stakesOf(view, vaultAccount(house)).map(
    ({ worth, asked }) => worth + (asked ? asked.worth + asked.claimable : 0n),
  );
  return { shares, value: invested.reduce((sum, each) => sum + each, free) };
}

/** Shares and requests of everybody, as the ledger has them. */
const positionsOf = (ledger: TestLedger) =>
  people.flatMap((who) =>
    houses.map((house) => {
      const pallet = house.kind === "pool" ? stakePools : vaults;
      const { shares, request } = ledger.of(pallet).delegations.get(accountOf(who), house.house);
      return { who, house, active: shares, asked: request?.shares ?? 0n, claimed: request?.claimed ?? 0n };
    }),
  );

/** All rows, in an order of their own. */
async function tables(): Promise<string[]> {
  const kept = [stakeMoves, stakeBatches, stakePayments, houseDays];
  const rows = (await all(kept, (table) => db.select().from(table as typeof stakeMoves))).flat();
  return rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value))).sort();
}

it("has, of every day, what the ledger had of everybody's stake at its end, also when it is made again (property)", () => {
  const seen = new Set<string>();
  const history = fc.asyncProperty(fc.array(step, { minLength: 70, maxLength: 90, size: "max" }), async (steps) => {
    await db.transaction((tx) => clear(tx));
    const ledger = openHistory();
    const blocks: FinalizedBlock[] = [closeBlock(ledger)];
    const days: { readonly day: number; readonly funds: unknown; readonly positions: unknown }[] = [];
    for (const each of [...everyStep, ...steps]) {
      const { timeMs } = ledger.now;
      try {
        take(ledger, each);
        seen.add(each.kind);
      } catch (error) {
        expect((error as CodedError).code).toMatch(/^(StakePools|Vaults)\./);
      }
      blocks.push(closeBlock(ledger));
      const funds = houses.map((house) => fundOf(ledger, ledger, house));
      days.push({ day: dayOf(timeMs), funds, positions: positionsOf(ledger) });
    }
    await db.transaction(async (tx) => {
      for (const block of blocks) await project(tx, block);
    });
    for (const { day, funds, positions } of days.filter((_, i) => i % 7 === 0 || i === days.length - 1)) {
      expect(await all(houses, (house) => fundAt(db, house, day))).toEqual(funds);
      const standings = await all(positionsOf(ledger), async ({ who, house }) => {
        const { active, asked, claimed } = (await worthAt(db, accountOf(who), house, day)).standing;
        return { who, house, active, asked, claimed };
      });
      expect(standings).toEqual(positions);
    }
    await expectSums(ledger, days.at(-1)?.day ?? 0);
    const before = await tables();
    await db.transaction(async (tx) => {
      await clear(tx);
      for (const block of blocks) await project(tx, block);
    });
    expect(await tables()).toEqual(before);
  });
  return fc
    .assert(history, { numRuns: 2, endOnFailure: true })
    .then(() => expect([...seen].sort()).toEqual([...new Set<string>(kinds)].sort()));
}, 120_000);

/** A statement of all days is what `stakesOf` tells of now; two that follow each other add up to it. */
async function expectSums(ledger: TestLedger, day: number): Promise<void> {
  for (const who of people) {
    const account = accountOf(who);
    const whole = await readStatement(db, account, { from: undefined, to: day }, 100);
    const first = await readStatement(db, account, { from: undefined, to: day - 30 }, 100);
    const second = await readStatement(db, account, { from: day - 29, to: day }, 100);
    const signed = ({ gained, lost }: { readonly gained: bigint; readonly lost: bigint }) => gained - lost;
    expect(second.total.opening).toBe(first.total.closing);
    expect(signed(first.total) + signed(second.total)).toBe(signed(whole.total));
    const contributed = whole.lines.reduce((sum, line) => sum + line.contributed - line.withdrawn, 0n);
    expect(1_000_000n * 10n ** 12n - ledger.balanceOf(who).free - (who === "Olga" ? 4n * 10n ** 12n : 0n)).toBe(
      contributed,
    );
  }
}

async function all<T, R>(list: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of list) results.push(await read(one));
  return results;
}
