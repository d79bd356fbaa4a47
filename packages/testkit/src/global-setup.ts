import { postgresServer } from "./servers.ts";

/** One Postgres for a whole run of the tests; each test file makes its own database on it. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await postgresServer();
  process.env["TEST_POSTGRES_URL"] = server.url;
  return async () => {
    delete process.env["TEST_POSTGRES_URL"];
    await server[Symbol.asyncDispose]();
  };
}
