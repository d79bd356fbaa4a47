import { resolve } from "node:path";
import { readProfile } from "@pha/service-kit/network";
import { runOnce } from "@pha/service-kit/run";
import { settings } from "../config.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { readArguments, usage } from "./arguments.ts";
import { checkProfile, exportState } from "./export-state.ts";

const REPORT_MS = 1_000;
const { databaseUrl, spec } = settings;

await runOnce("chain", { databaseUrl, spec }, usage.help, async (config, { log, signal }) => {
  const { folder, height, name, title, network } = readArguments(process.argv.slice(2));
  const old = await readProfile(config.spec);
  const profile = { ...old, ...(name && { name }), ...(title && { title }) };
  await using database = await openChainDb(config.databaseUrl, log, signal);
  await checkProfile(database.db, old);
  const options = { folder: resolve(folder), height, profile, network, signal, onPage: everySecond() };
  const exported = await exportState(database.db, options);
  const { number, hash, entries } = exported;
  console.log(`state of block ${number} (${hash}): ${entries} entries, in ${folder}`);
});

function everySecond(): (entries: number) => void {
  let reported = performance.now();
  return (entries) => {
    if (performance.now() - reported < REPORT_MS) return;
    reported = performance.now();
    console.log(`${entries} entries so far`);
  };
}
