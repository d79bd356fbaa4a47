import { createRequire } from "node:module";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";

// drizzle's CommonJS files: importing its ES modules costs 0.5 s and 250 MB a process (its 178 KB package.json is
// parsed again for each of 149 modules).
const require = createRequire(import.meta.url);
const core = require("drizzle-orm/pg-core") as typeof import("drizzle-orm/pg-core");
const orm = require("drizzle-orm") as typeof import("drizzle-orm");

/** What queries run on: the database, or a transaction of it. */
export type Db = Pick<
  NodePgDatabase,
  "select" | "selectDistinctOn" | "insert" | "update" | "delete" | "execute" | "transaction"
>;

export const { drizzle } = require("drizzle-orm/node-postgres") as typeof import("drizzle-orm/node-postgres");

export const {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  primaryKey,
  serial,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
} = core;

export const {
  and,
  asc,
  between,
  count,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  or,
  sql,
} = orm;
