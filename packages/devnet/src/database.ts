import { Client } from "pg";

/** Makes a service's user and database, both of its name, where they are missing. */
export async function ensureDatabase(adminUrl: string, name: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const id = client.escapeIdentifier(name);
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
    const verb = role.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${id} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${id} OWNER ${id}`);
  } finally {
    await client.end();
  }
}
