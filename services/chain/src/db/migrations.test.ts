import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { expect, it } from "vitest";
import config from "../../drizzle.config.ts";
import * as schema from "./schema.ts";

const folder = join(import.meta.dirname, "../../drizzle/meta");
const readJson = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));

it("make what the schema says: nothing is left to generate", async () => {
  const newest = readdirSync(folder)
    .filter((file) => file.endsWith("_snapshot.json"))
    .sort()
    .at(-1) as string;
  const migrated = readJson(newest);
  const wanted = generateDrizzleJson(schema, migrated.id, [...(config.schemaFilter as string[])]);
  expect(await generateMigration(migrated, wanted)).toEqual([]);
});

it("have a snapshot each", () => {
  const files = readdirSync(join(folder, ".."))
    .filter((file) => file.endsWith(".sql"))
    .sort();
  const { entries } = readJson("_journal.json") as { entries: readonly { tag: string }[] };
  expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(files);
});
