import { preimage, scheduler, tuning } from "@pha/runtime/spec";
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
  "Scheduler.RetryFailed": "Dispatched said before that the call failed",
};

it("has a rule for every event of governance, or a reason to pass over it", () => {
  const missing = [...pallets, scheduler, tuning]
    .filter(({ name }) => !(name in notKept))
    .flatMap(({ name, events }) => Object.keys(events).map((event) => `${name}.${event}`))
    .filter((event) => !rules.has(event) && !(event in notKept));
  expect(missing).toEqual([]);
});
