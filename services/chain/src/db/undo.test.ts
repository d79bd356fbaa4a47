import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { expect, it } from "vitest";
import * as schema from "./schema.ts";
import { heights } from "./undo.ts";

it("takes back the rows of every table but those that outlive an undone block", () => {
  const kept = ["meta", "authoring", "pool", "certificates", "nil_certificates", "activity", "progress"];
  const all = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableName(value)] : []));
  const undone = heights.map(([table]) => getTableName(table));
  expect([...undone, ...kept].sort()).toEqual(all.sort());
});
