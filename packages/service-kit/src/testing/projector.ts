import { connectBus } from "../bus.ts";
import { Secret } from "../config.ts";
import { cursorTable, integer, openDb, pgSchema, startProjection } from "../db.ts";
import { silentLog as log } from "../log.ts";

const schema = pgSchema("demo");
const seen = schema.table("seen", { number: integer().notNull() });

/** A process that notes each block's number, and dies within the transaction of one of them. */
const [url = "", natsUrl = "", dieAt = ""] = process.argv.slice(2);
const { db } = await openDb({ service: "demo", url: new Secret(url), log });
const bus = await connectBus({ service: "demo", url: natsUrl, log });
await startProjection({
  db,
  bus,
  log,
  cursor: { table: cursorTable(schema, "cursors"), job: "seen" },
  async project(tx, { header: { number } }) {
    await tx.insert(seen).values({ number });
    if (number === Number(dieAt)) process.kill(process.pid, "SIGKILL");
  },
  goesOn: async () => true,
  clear: async (tx) => void (await tx.delete(seen)),
});
