import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { postgresServer } from "./servers.ts";

/** A template that a test's database is copied from. */
export interface Template {
  /** Same name, same contents. */
  readonly name: string;
  /** Fills the template the first time, by URL. */
  readonly prepare: (url: string) => Promise<void>;
}

/** A database of one test file's own; disposing it drops it. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/**
 * A new database: on the server `TEST_POSTGRES_URL` names, else on an embedded one, else in a container.
 * Costs 0.1 s, with a template as much once it is filled.
 */
export async function testPostgres(template?: Template): Promise<TestDatabase> {
  const server = await postgresServer();
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin(server.url, async (client) => {
    if (template !== undefined) await fillOnce(client, server.url, template);
    await client.query(`CREATE DATABASE ${name}${template === undefined ? "" : ` TEMPLATE ${templateName(template)}`}`);
  });
  return {
    url: withDatabase(server.url, name),
    async [Symbol.asyncDispose]() {
      await asAdmin(server.url, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Test files that run side by side take turns; a template half filled is filled again. */
async function fillOnce(client: Client, serverUrl: string, template: Template): Promise<void> {
  const name = templateName(template);
  await client.query("SELECT pg_advisory_lock(hashtext($1))", [name]);
  try {
    const done = await client.query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", [name]);
    if (done.rowCount !== 0) return;
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await template.prepare(withDatabase(serverUrl, name));
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext($1))", [name]);
  }
}

const templateName = ({ name }: Template): string => `template_${name.replaceAll(/\W/g, "_")}`;

async function asAdmin(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
