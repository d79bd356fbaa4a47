import { computation, preimage, scheduler, stakePools, tuning, vaults } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { expect, it } from "vitest";
import * as schema from "../db/schema.ts";
import { pallets } from "../rules/known-calls.ts";
import { clear, rules } from "./project.ts";

/** Which network it is, how far it has come, and what the service has done by itself. */
const kept = ["meta", "cursors", "closer", "closings", "hooks"];

it("a rebuild empties every table that follows from the chain", async () => {
  const emptied: string[] = [];
  await clear({ delete: (table: PgTable) => void emptied.push(getTableName(table)) } as unknown as Db);
  const all = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableName(value)] : []));
  expect([...emptied, ...kept].sort()).toEqual(all.sort());
});

/** Events that are nothing of governance's history, and why. */
const notKept: Readonly<Record<string, string>> = {
  [preimage.name]: "that bytes are kept is no act: what they were noted for tells of itself",
  "Scheduler.Scheduled": "a referendum's call is scheduled with Passed; other tasks are nobody's act of governance",
  "Scheduler.Canceled": "it has no name: NameFreed says whose task it was",
  "Scheduler.RetrySet": "how often a task is tried again changes nothing of what was decided",
  "Scheduler.RetryCancelled": "as RetrySet",
  "Scheduler.PeriodicFailed": "a referendum's task is dispatched once",
  "StakePools.Allowed": "it changes nothing for who has something in the pool",
  "StakePools.Disallowed": "as Allowed",
  "StakePools.CommissionClaimed": "what was due to the owner came with Rewarded",
  "StakePools.WorkerOffered": "WorkerAdded says that the pool took it",
  "StakePools.Staked": "stake in sessions is the pool's all the same; Started names the machine",
  "StakePools.Stopping": "as Staked; Stopped names the machine",
  "StakePools.Released": "as Staked",
  "StakePools.RewardDismissed": "it was for nobody",
  "StakePools.DustSwept": "it was nobody's",
  "Vaults.DustSwept": "it was nobody's",
  "Computation.Benchmarked": "many, and of nobody's money",
  "Computation.RoundDrawn": "as Benchmarked; who did not answer is told of",
  "Computation.RoundClosed": "as RoundDrawn",
  "Computation.Reclaimed": "Stopped said when that may be",
  "Computation.TermsChanged": "Tuning.Set says which figure",
  "Scheduler.RetryFailed": "Dispatched said before that the call failed",
};

it("has a rule for every event of governance, or a reason to pass over it", () => {
  const missing = [...pallets, scheduler, tuning, stakePools, vaults, computation]
    .filter(({ name }) => !(name in notKept))
    .flatMap(({ name, events }) => Object.keys(events).map((event) => `${name}.${event}`))
    .filter((event) => !rules.has(event) && !(event in notKept));
  expect(missing).toEqual([]);
});
