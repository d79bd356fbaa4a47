import { runOnce } from "@pha/service-kit/run";
import { settings } from "../config.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { replayChain } from "./replay-chain.ts";
import { usage } from "./usage.ts";

const REPORT_MS = 1_000;

await runOnce("chain", { databaseUrl: settings.databaseUrl }, usage.help, async ({ databaseUrl }, { log, signal }) => {
  await using database = await openChainDb(databaseUrl, log, signal);
  const began = performance.now();
  let reported = began;
  const blocks = await replayChain(database.db, ({ number, last }) => {
    signal.throwIfAborted();
    if (performance.now() - reported < REPORT_MS) return;
    reported = performance.now();
    console.log(`block ${number} of ${last}: equal so far`);
  });
  console.log(`all ${blocks} blocks are equal, in ${((performance.now() - began) / 1000).toFixed(1)} s`);
});
