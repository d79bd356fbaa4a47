import { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { testPostgres } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findNewestPlace, listEvents, listEventsBehind } from "./events.ts";
import { openGovernanceDb } from "./open.ts";
import { events } from "./schema.ts";

const about = [
  ...[
    "referendum/3",
    "referendum/33",
    "proposal/3",
    "proposal",
    "motion/council/0xab",
    "motion/technical-committee/0xab",
  ],
  ...["technical-committee", "treasury", "parameter/Democracy.voting"],
];
const opened = new AsyncDisposableStack();
let db: Database["db"];

beforeAll(async () => {
  const { url } = opened.use(await testPostgres());
  const given = { url: new Secret(url), log, signal: new AbortController().signal };
  opened.use(await openGovernanceDb({ ...given, genesisHash: "0x00" }));
  ({ db } = opened.use(await openDb({ service: "governance", ...given })));
  const row = { extrinsic: 0, timeMs: 0n, pallet: "P", name: "N", fields: "{}" };
  await db.insert(events).values(about.map((topic, i) => ({ ...row, block: i >> 1, index: i & 1, topic })));
});
afterAll(() => opened.disposeAsync());

it.each([
  [[], about],
  [["referendum/3"], ["referendum/3"]],
  [["referendum"], ["referendum/3", "referendum/33"]],
  [["motion"], ["motion/council/0xab", "motion/technical-committee/0xab"]],
  [
    ["motion/council", "treasury"],
    ["motion/council/0xab", "treasury"],
  ],
  [["technical-committee"], ["technical-committee"]],
  [["parameter"], ["parameter/Democracy.voting"]],
  [["proposal/3"], ["proposal/3", "proposal"]],
  [["proposal/4"], ["proposal"]],
  [
    ["proposal", "tip"],
    ["proposal/3", "proposal"],
  ],
])("of %j there is what is about these, below them, and about all of which they are", async (topics, expected) => {
  const limit = 100;
  const behind = await listEventsBehind(db, { topics, after: { block: 0, place: -1 }, limit });
  expect(behind.map(({ topic }) => topic)).toEqual(expected);
  const newest = await listEvents(db, { topics, before: undefined, limit });
  expect(newest.map(({ topic }) => topic)).toEqual(expected.toReversed());
});

it("ends at a place", async () => {
  const upTo = { block: 1, place: 0 };
  const rows = await listEventsBehind(db, { topics: [], after: { block: 0, place: 0 }, upTo, limit: 9 });
  expect(rows.map(({ topic }) => topic)).toEqual(about.slice(1, 3));
  expect(await findNewestPlace(db)).toEqual({ block: 4, place: 0 });
});
