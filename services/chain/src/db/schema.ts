import {
  bigint,
  bigserial,
  boolean,
  check,
  cursorTable,
  index,
  integer,
  outboxSequence,
  pgSchema,
  primaryKey,
  smallint,
  sql,
  text,
  timestamp,
} from "@pha/service-kit/db";
import { bytea, hex } from "./columns.ts";

export const chain = pgSchema("chain");

/** Which network this database holds: one row, written with the genesis block. */
export const meta = chain.table(
  "meta",
  {
    id: smallint().primaryKey().default(1),
    genesisHash: hex("genesis_hash").notNull(),
    codeHash: hex("code_hash").notNull(),
    spec: text().notNull(),
  },
  (t) => [check("meta_single", sql`${t.id} = 1`)],
);

/** The author's fence: one row. Whoever takes the lease raises the epoch; a block of a lower one is refused. */
export const authoring = chain.table(
  "authoring",
  { id: smallint().primaryKey().default(1), epoch: bigint({ mode: "bigint" }).notNull() },
  (t) => [check("authoring_single", sql`${t.id} = 1`)],
);

/** Blocks, one row a height, without a gap. */
export const blocks = chain.table("blocks", {
  number: integer().primaryKey(),
  hash: hex().notNull().unique(),
  /** SCALE, with the seal. */
  header: bytea().notNull(),
  epoch: bigint({ mode: "bigint" }).notNull(),
  round: integer().notNull(),
});

/** Extrinsics in blocks. The unique hash makes it impossible to include one twice. */
export const extrinsics = chain.table(
  "extrinsics",
  {
    block: integer().notNull(),
    index: integer().notNull(),
    hash: hex().notNull().unique(),
    bytes: bytea().notNull(),
    ok: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.block, t.index] })],
);

/**
 * Events of blocks, in runs: some of one kind in one block, in the order of their deposit. A row and two entries of
 * indexes for each event were the most that Postgres did for a block.
 */
export const eventRuns = chain.table(
  "event_runs",
  {
    block: integer().notNull(),
    /** Index of the run's first event among all of the block. */
    first: integer().notNull(),
    pallet: text().notNull(),
    name: text().notNull(),
    count: integer().notNull(),
    /** Indices of the events among all of the block. */
    indexes: integer().array().notNull(),
    /** Indices of the extrinsics that caused them; null for block hooks. */
    extrinsics: integer().array().notNull(),
    data: bytea().array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.block, t.first] }), index("event_runs_by_name").on(t.pallet, t.name, t.block)],
);

/** Messages to enclaves that a block sent, in order. */
export const messages = chain.table(
  "messages",
  {
    block: integer().notNull(),
    index: integer().notNull(),
    cluster: bigint({ mode: "number" }).notNull(),
    bytes: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.block, t.index] }), index("messages_by_cluster").on(t.cluster, t.block)],
);

/** The state: appended, never overwritten. The value at a height is the newest at or below it; null means removed. */
export const stateValues = chain.table(
  "state_values",
  { key: hex().notNull(), height: integer().notNull(), value: bytea() },
  (t) => [primaryKey({ columns: [t.key, t.height] }), index("state_values_by_height").on(t.height)],
);

/** Pages of the state tree, by the same rule. */
export const treePages = chain.table(
  "tree_pages",
  { path: text().notNull(), height: integer().notNull(), page: bytea() },
  (t) => [primaryKey({ columns: [t.path, t.height] }), index("tree_pages_by_height").on(t.height)],
);

/**
 * Which storage items a block changed: the first 32 bytes of keys, which name pallet and item. Whole keys are too many
 * to look for changes below a prefix, and those removed long ago are pruned.
 */
export const itemChanges = chain.table("item_changes", { item: hex().notNull(), height: integer().notNull() }, (t) => [
  primaryKey({ columns: [t.item, t.height] }),
  index("item_changes_by_height").on(t.height),
]);

/** Accepted extrinsics that are in no block: waiting, or given up with a reason. A block's transaction removes what it includes. */
export const pool = chain.table(
  "pool",
  {
    sequence: bigserial({ mode: "number" }).primaryKey(),
    hash: hex().notNull().unique(),
    bytes: bytea().notNull(),
    /** By the state after which block its signature was verified; null when it has to be verified anew. */
    verifiedAt: integer("verified_at"),
    verdict: text({ enum: ["invalid", "dropped"] }),
    reason: text(),
    receivedAt: timestamp("received_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [index("pool_waiting").on(t.sequence).where(sql`${t.verdict} is null`)],
);

/** Proposals of blocks that are not certified yet: block and witness, SCALE. */
export const proposals = chain.table("proposals", {
  number: integer().primaryKey(),
  bytes: bytea().notNull(),
});

/** One certificate a finalized height, SCALE. */
export const certificates = chain.table("certificates", {
  number: integer().primaryKey(),
  bytes: bytea().notNull(),
});

/** Rounds that a quorum closed because their block was invalid, SCALE. */
export const nilCertificates = chain.table(
  "nil_certificates",
  { number: integer().notNull(), round: integer().notNull(), bytes: bytea().notNull() },
  (t) => [primaryKey({ columns: [t.number, t.round] })],
);

/** Proposals and certificates that are still to be published, in the order of their commit. */
export const outbox = chain.table("outbox", {
  sequence: outboxSequence(),
  kind: text({ enum: ["proposed", "finalized"] }).notNull(),
  number: integer().notNull(),
});

/** Accounts that an extrinsic touched: those that its events name, its signer among them. -1 stands for block hooks. */
export const activity = chain.table(
  "activity",
  { account: hex().notNull(), block: integer().notNull(), extrinsic: integer().notNull() },
  (t) => [primaryKey({ columns: [t.account, t.block, t.extrinsic] })],
);

/** Up to which height work on the side has come. Its row is locked by whichever replica does it. */
export const progress = cursorTable(chain, "progress");
