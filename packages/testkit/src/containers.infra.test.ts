import { spawnSync } from "node:child_process";
import { connect } from "nats";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { natsContainer, postgresContainer } from "./containers.ts";

const engineAnswers = spawnSync("docker", ["info"]).status === 0;

describe.skipIf(!engineAnswers)("containers", () => {
  it("give a Postgres that takes queries", { timeout: 120_000 }, async () => {
    await using server = await postgresContainer();
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    } finally {
      await client.end();
    }
  });

  it("give a NATS server with our limits", { timeout: 120_000 }, async () => {
    await using server = await natsContainer();
    const nats = await connect({ servers: server.url });
    expect(nats.info?.max_payload).toBe(8 * 1024 * 1024);
    await nats.close();
  });
});
