import { randomInt } from "node:crypto";
import { stepsOf } from "@pha/runtime/testing/histories";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dumpGovernance, type Tables } from "../governance-dump.ts";
import { Cast } from "./cast.ts";
import { hasCome, type Kill, kill } from "./killer.ts";
import { compareWithLedger } from "./ledger-says.ts";
import { openStage, type Stage } from "./stage.ts";

/**
 * So many blocks, always the same ones; `GOVERNED_BLOCKS=2000` plays a longer history, `GOVERNED_SEED=random` another one,
 * or that which a run has named.
 */
const blocks = Number(process.env["GOVERNED_BLOCKS"] ?? 150);
const given = process.env["GOVERNED_SEED"] ?? "1";
const seed = given === "random" ? randomInt(2 ** 31) : Number(given);
/** Somebody is killed once in so many blocks. */
const blocksPerKill = Math.max(20, Math.floor(blocks / 40));
/** What is to be played again when something differs. */
const played = `seed ${seed}`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.[Symbol.asyncDispose]());

const rowsOf = (tables: Tables): number => Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);
const aVictim = () => stage.victims[randomInt(stage.victims.length)] ?? expect.fail("nobody to kill");

/** Plays a history up to a block, and has `each` done beside it now and then: one at a time. */
async function play(cast: Cast, seed: number, goal: number, each: () => Promise<unknown>): Promise<void> {
  const { ledger } = stage;
  let beside: Promise<unknown> = Promise.resolve();
  const pass = async (count: number) => {
    for (let left = count; left > 0 && ledger.best.number < goal; left--) {
      await stage.seal();
      if (ledger.best.number % blocksPerKill !== 0) continue;
      await beside;
      beside = each();
    }
  };
  for (const step of stepsOf(seed, (goal - ledger.best.number) * 4)) {
    if (ledger.best.number >= goal) break;
    if (typeof step === "number") await pass(step);
    else await cast.perform(step);
  }
  await pass(goal);
  await beside;
}

it("after a random history, in which the service and Postgres are killed, the tables are what the ledger says, and what they are when made again", {
  timeout: 120_000 + blocks * 1_000,
}, async () => {
  const began = performance.now();
  const cast = new Cast(stage.ledger);
  const kills: Kill[] = [];
  await play(cast, seed, blocks, async () => kills.push(await kill(stage, aVictim())));
  await hasCome(stage, stage.ledger.finalized.number);
  expect(await stage.ledger.pending()).toEqual([]);

  const live = await dumpGovernance(stage.databaseUrl);
  const { tables, ledger } = await compareWithLedger(stage.ledger, live);
  for (const [part, rows] of Object.entries(ledger)) expect(tables[part], `${part}, ${played}`).toEqual(rows);

  await stage.rebuild();
  for (const victim of stage.victims) kills.push(await kill(stage, victim));
  await hasCome(stage, stage.ledger.finalized.number);
  const rebuilt = await dumpGovernance(stage.databaseUrl);
  expect(rebuilt, played).toEqual(live);
  expect(stage.ends).toEqual(kills.map(({ name }) => `${name}: SIGKILL`));

  const calls = [...cast.done.values()].reduce((sum, count) => sum + count, 0);
  const counts = Object.entries(live).map(([table, rows]) => `${rows.length} ${table}`);
  console.log(
    `${played}: ${stage.ledger.finalized.number} blocks, ${calls} calls of ${cast.done.size} kinds (${cast.refused} more refused), ` +
      `${kills.length} kills, ${kills.filter(({ inTransaction }) => inTransaction).length} of them in the midst of a transaction; ` +
      `${rowsOf(live)} rows equal (${counts.join(", ")}), ` +
      `${rowsOf(tables)} as the ledger has them; ${Math.round((performance.now() - began) / 1000)} s`,
  );
  expect(live["events"]?.length, played).toBeGreaterThan(0);
});

it("a chain that is put back, as development's may be, and goes on otherwise, has tables of how it went on", async () => {
  const { number } = stage.ledger.best;
  const revert = await stage.snapshot();
  await play(new Cast(stage.ledger), seed + 1, number + 10, async () => {});
  await hasCome(stage, number + 10);
  await revert();
  expect(stage.ledger.best.number).toBe(number);
  await play(new Cast(stage.ledger), seed + 2, number + 20, async () => {});
  await hasCome(stage, number + 20);
  const { tables, ledger } = await compareWithLedger(stage.ledger, await dumpGovernance(stage.databaseUrl));
  for (const [part, rows] of Object.entries(ledger)) expect(tables[part], `${part}, ${played}`).toEqual(rows);
});
