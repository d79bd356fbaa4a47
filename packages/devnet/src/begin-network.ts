import { parseArgs } from "node:util";
import { errors } from "./errors.ts";
import { explainChange } from "./explain.ts";
import { beginNetwork, readBlueprint } from "./network-files.ts";

const usage = `Begins a network with what build-network.ts wrote, and a genesis that no other network has. What is there already stays.

  node packages/devnet/src/begin-network.ts --blueprint DIR --out DIR`;

const { values } = parseArgs({ options: { blueprint: { type: "string" }, out: { type: "string" } } });
const { blueprint, out } = values;
if (blueprint === undefined || out === undefined) {
  console.error(usage);
  process.exitCode = 1;
} else {
  try {
    beginNetwork(out, readBlueprint(blueprint));
  } catch (error) {
    if (!errors.NetworkChanged.is(error)) throw error;
    console.error(explainChange(error, { anew: "docker compose down --volumes", old: "the old image" }));
    process.exitCode = 1;
  }
}
