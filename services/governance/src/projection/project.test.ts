import type { Db } from "@pha/service-kit/db";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { expect, it } from "vitest";
import * as schema from "../db/schema.ts";
import { clear } from "./project.ts";

it("a rebuild empties every table but which network it is and how far it has come", async () => {
  const emptied: string[] = [];
  await clear({ delete: (table: PgTable) => void emptied.push(getTableName(table)) } as unknown as Db);
  const all = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableName(value)] : []));
  expect([...emptied, "meta", "cursors"].sort()).toEqual(all.sort());
});
