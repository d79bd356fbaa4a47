import { openDb, rebuildProjection } from "@pha/service-kit/db";
import { runOnce } from "@pha/service-kit/run";
import { settings } from "../config.ts";
import { clear } from "../projection/project.ts";
import { cursor } from "../projection/start.ts";

const what = `Empties governance's tables and has every block read again, from the first one on, by the replicas that run or are
started next. The ledger is not touched.`;

await runOnce(
  "governance",
  { databaseUrl: settings.databaseUrl },
  what,
  async ({ databaseUrl: url }, { log, signal }) => {
    await using database = await openDb({ service: "governance", url, log, signal });
    await rebuildProjection(database.db, cursor, clear);
    console.log("emptied; blocks are read again from the first one on");
  },
);
