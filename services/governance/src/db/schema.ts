import type { governanceApi, ReplyOf } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Body, StakeKind } from "@pha/runtime/spec";
import {
  bigint,
  boolean,
  check,
  cursorTable,
  customType,
  index,
  pgSchema,
  primaryKey,
  serial,
  smallint,
  sql,
  text,
  timestamp,
} from "@pha/service-kit/db";

type ReferendumStatus = ReplyOf<typeof governanceApi.referenda.get>["referendum"]["status"];

/** u128: exact in SQL, `bigint` in TypeScript. */
const u128 = customType<{ data: bigint; driverData: string }>({
  dataType: () => "numeric(39,0)",
  fromDriver: BigInt,
  toDriver: String,
});

/** u32 in the four bytes of an `integer`, which has no more than 31 bits for it: given as what has more, to be compared with any. */
const u32 = customType<{ data: number; driverData: number }>({
  dataType: () => "integer",
  toDriver: (value) => sql`${value}::bigint`,
});

const hex = () => text().$type<Hex>();

export const governance = pgSchema("governance");

/** Which network this database holds: one row. */
export const meta = governance.table(
  "meta",
  { id: smallint().primaryKey().default(1), genesisHash: text("genesis_hash").$type<Hex>().notNull() },
  (t) => [check("meta_single", sql`${t.id} = 1`)],
);

/** How far the projection has come. */
export const cursors = cursorTable(governance, "cursors");

/** The block that the projection has come to: one row, written with its cursor. */
export const head = governance.table(
  "head",
  {
    id: smallint().primaryKey().default(1),
    number: u32().notNull(),
    hash: hex().notNull(),
    timeMs: bigint("time_ms", { mode: "bigint" }).notNull(),
  },
  (t) => [check("head_single", sql`${t.id} = 1`)],
);

/** Events of governance, as they were read when their block came; `topic` names what each is about: `referendum/3`. */
export const events = governance.table(
  "events",
  {
    block: u32().notNull(),
    index: u32().notNull(),
    extrinsic: u32(),
    timeMs: bigint("time_ms", { mode: "bigint" }).notNull(),
    pallet: text().notNull(),
    name: text().notNull(),
    topic: text().notNull(),
    /** JSON of the event's fields. */
    fields: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.block, t.index] }),
    index("events_by_topic").on(t.topic.op("text_pattern_ops"), t.block, t.index),
  ],
);

/** Public proposals, one row each, for ever. */
export const proposals = governance.table("proposals", {
  index: u32().primaryKey(),
  status: text().$type<"waiting" | "tabled" | "cancelled" | "dropped">().notNull(),
  deposit: u128().notNull(),
  seconds: u32().notNull(),
  proposedAt: u32("proposed_at").notNull(),
  extrinsic: u32(),
  endedAt: u32("ended_at"),
  referendum: u32(),
});

/** Referenda, one row each, for ever. */
export const referenda = governance.table(
  "referenda",
  {
    index: u32().primaryKey(),
    status: text().$type<ReferendumStatus>().notNull(),
    threshold: text().$type<"SuperMajorityApprove" | "SuperMajorityAgainst" | "SimpleMajority">().notNull(),
    origin: text().$type<"public" | "council" | "fast-track">().notNull(),
    proposal: u32(),
    startedAt: u32("started_at").notNull(),
    endedAt: u32("ended_at"),
    dispatchedAt: u32("dispatched_at"),
    error: text(),
    /** What was voted on, and how: of one that was counted. `bounded` is the proposal as the chain keeps it. */
    bounded: hex(),
    ayes: u128(),
    nays: u128(),
    turnout: u128(),
    electorate: u128(),
  },
  (t) => [index("referenda_by_status").on(t.status, t.index)],
);

/** Tips in the order of their opening; the hash of one that is over may come again. */
export const tips = governance.table(
  "tips",
  { index: u32().primaryKey(), hash: hex().notNull(), open: boolean().notNull() },
  (t) => [index("tips_open").on(t.hash).where(sql`${t.open}`)],
);

/** Child bounties, one row each, for ever; `open` until it is paid or closed. */
export const childBounties = governance.table(
  "child_bounties",
  { index: u32().primaryKey(), bounty: u32().notNull(), open: boolean().notNull() },
  (t) => [index("child_bounties_open").on(t.bounty, t.index).where(sql`${t.open}`)],
);

/** Who has voted in which referendum, be it that the vote was taken out again: the ledger says what the vote is. */
export const voters = governance.table("voters", { referendum: u32().notNull(), account: hex().notNull() }, (t) => [
  primaryKey({ columns: [t.referendum, t.account] }),
]);

/** Who lets whom vote, now. */
export const delegations = governance.table(
  "delegations",
  { account: hex().primaryKey(), target: hex().notNull(), since: u32().notNull() },
  (t) => [index("delegations_by_target").on(t.target)],
);

/** A pool, or a vault, by its number. */
const house = () => ({ kind: text().$type<StakeKind>().notNull(), house: u32().notNull() });

/** Whose pools and vaults are. */
export const stakeOwners = governance.table("stake_owners", { ...house(), owner: hex().notNull() }, (t) => [
  primaryKey({ columns: [t.kind, t.house] }),
]);

/** What one account did with a pool or vault, or what befell its shares, and how it stood there after that. */
export const stakeMoves = governance.table(
  "stake_moves",
  {
    block: u32().notNull(),
    index: u32().notNull(),
    timeMs: bigint("time_ms", { mode: "bigint" }).notNull(),
    ...house(),
    account: hex().notNull(),
    what: text().$type<"contributed" | "asked" | "cancelled" | "claimed" | "lost" | "fee">().notNull(),
    /** Plancks that went in or came back, none where only shares moved. */
    amount: u128().notNull(),
    /** Shares that came, were asked or taken back, or are gone. */
    shares: u128().notNull(),
    /** Shares that are not asked back, and those of the open request with what was claimed of it. */
    active: u128().notNull(),
    asked: u128().notNull(),
    batch: u32(),
    claimed: u128().notNull(),
    /** Plancks that went in, and that came back, ever. */
    contributed: u128().notNull(),
    withdrawn: u128().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.block, t.index] }),
    index("stake_moves_by_account").on(t.account, t.kind, t.house, t.block, t.index),
    index("stake_moves_by_account_time").on(t.account, t.block, t.index),
    index("stake_moves_by_house").on(t.kind, t.house, t.block, t.index),
  ],
);

/** What is asked back of a pool or vault, by batches, and what of that is paid. */
export const stakeBatches = governance.table(
  "stake_batches",
  {
    ...house(),
    batch: u32().notNull(),
    asked: u128().notNull(),
    waiting: u128().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.house, t.batch] })],
);

/** Payments of batches: what was paid of each up to one, and how many of its shares waited after it. */
export const stakePayments = governance.table(
  "stake_payments",
  {
    block: u32().notNull(),
    index: u32().notNull(),
    timeMs: bigint("time_ms", { mode: "bigint" }).notNull(),
    ...house(),
    batch: u32().notNull(),
    waiting: u128().notNull(),
    paid: u128().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.block, t.index] }),
    index("stake_payments_by_batch").on(t.kind, t.house, t.batch, t.block, t.index),
  ],
);

/**
 * A pool or vault at the end of a day (UTC, days since 1970) on which something happened to it, and what happened on it.
 * `value` is all that a pool is worth; of a vault, what it has in no pool.
 */
export const houseDays = governance.table(
  "house_days",
  {
    ...house(),
    day: u32().notNull(),
    shares: u128().notNull(),
    value: u128().notNull(),
    toDelegators: u128("to_delegators").notNull().default(sql`0`),
    toOwner: u128("to_owner").notNull().default(sql`0`),
    slashed: u128().notNull().default(sql`0`),
    returned: u128().notNull().default(sql`0`),
  },
  (t) => [primaryKey({ columns: [t.kind, t.house, t.day] })],
);

/** What a worker did on a day (UTC, days since 1970), for the pool that it was in last. */
export const workerDays = governance.table(
  "worker_days",
  {
    worker: hex().notNull(),
    day: u32().notNull(),
    pool: u32().notNull(),
    answers: u32().notNull().default(0),
    silences: u32().notNull().default(0),
    paid: u128().notNull().default(sql`0`),
    slashed: u128().notNull().default(sql`0`),
  },
  (t) => [primaryKey({ columns: [t.worker, t.day] })],
);

/** Open motions that the service could not close: how many attempts failed, and at which block the last one. No rebuild empties it. */
export const closings = governance.table(
  "closings",
  { body: text().$type<Body>().notNull(), index: u32().notNull(), attempts: u32().notNull(), block: u32().notNull() },
  (t) => [primaryKey({ columns: [t.body, t.index] })],
);

/**
 * Which replica closes motions, since it last said so at a block: one row, so that no two sign by one nonce. No rebuild
 * empties it.
 */
export const closer = governance.table(
  "closer",
  { id: smallint().primaryKey().default(1), replica: text().notNull(), block: u32().notNull() },
  (t) => [check("closer_single", sql`${t.id} = 1`)],
);

/**
 * Where events are posted to. `block` and `place` say from where on they are to be delivered; who holds the `lease`
 * delivers, until then. No rebuild empties it.
 */
export const hooks = governance.table("hooks", {
  id: serial().primaryKey(),
  url: text().notNull(),
  topics: text().array().notNull(),
  secret: text().notNull(),
  status: text().$type<"active" | "disabled">().notNull().default("active"),
  block: u32().notNull(),
  place: u32().notNull(),
  failures: u32().notNull().default(0),
  lastError: text("last_error"),
  dueAt: timestamp("due_at", { withTimezone: true }).notNull().defaultNow(),
  lease: text(),
  leasedUntil: timestamp("leased_until", { withTimezone: true }),
});
