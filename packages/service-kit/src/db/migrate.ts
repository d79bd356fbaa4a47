import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeLiteral, type Pool, type PoolClient } from "pg";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/**
 * Applies the `NNNN_name.sql` files of a folder, in order, that this database has not had; each in a transaction.
 * Replicas that start at the same time take turns. Applied ones are kept in `<service>_migrations`.
 *
 * @throws `service-kit.SchemaNewer` when the database has had more, `SchemaChanged` when an applied file was edited.
 */
export async function migrate(pool: Pool, service: string, folder: string, log: Logger): Promise<void> {
  const table = `public.${service.replaceAll("-", "_")}_migrations`;
  const wanted = readMigrations(folder);
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [table]);
    const applied = await readApplied(client, table);
    check(wanted, applied);
    for (const [i, migration] of [...wanted.entries()].slice(applied.length)) {
      await apply(client, table, i, migration);
      log.info({ migration: migration.name }, "database migrated");
    }
    await client.query("SELECT pg_advisory_unlock(hashtext($1))", [table]);
    client.release();
  } catch (error) {
    client.release(true); // the turn ends with the connection
    throw error;
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8");
    return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
  });
}

async function readApplied(client: PoolClient, table: string): Promise<{ name: string; hash: string }[]> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${table}
     (index integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  return (await client.query<{ name: string; hash: string }>(`SELECT name, hash FROM ${table} ORDER BY index`)).rows;
}

function check(wanted: readonly Migration[], applied: readonly { name: string; hash: string }[]): void {
  for (const [i, { name, hash }] of applied.entries()) {
    const file = wanted[i];
    if (file === undefined) throw errors.SchemaNewer({ applied: applied.length, known: wanted.length });
    if (file.hash !== hash) throw errors.SchemaChanged({ applied: name, file: file.name });
  }
}

/** In one message, which is one transaction: however slow this process is, it leaves none open. */
async function apply(client: PoolClient, table: string, index: number, { name, sql, hash }: Migration): Promise<void> {
  const values = [String(index), escapeLiteral(name), escapeLiteral(hash)].join(", ");
  await client.query(`${sql}\n;\nINSERT INTO ${table} (index, name, hash) VALUES (${values})`);
}
