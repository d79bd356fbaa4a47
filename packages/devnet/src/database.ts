import { Client } from "pg";

/** Makes the chain's user and database where they are missing. */
export async function ensureDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'chain'");
    const verb = role.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE chain LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'chain'");
    if (database.rowCount === 0) await client.query("CREATE DATABASE chain OWNER chain");
  } finally {
    await client.end();
  }
}
