import { parseArgs } from "node:util";
import { makeBlueprint, writeBlueprint } from "./network-files.ts";

const usage = `Bundles the runtime and the enclave programs, and writes the chain spec that allows them: what begin-network.ts takes.

  node packages/devnet/src/build-network.ts --out DIR [--network phala|khala]`;

const { values } = parseArgs({ options: { out: { type: "string" }, network: { type: "string", default: "phala" } } });
const { out, network } = values;
if (out !== undefined && (network === "phala" || network === "khala")) {
  const files = writeBlueprint(out, await makeBlueprint({ network }));
  console.log(Object.values(files).join("\n"));
} else {
  console.error(usage);
  process.exitCode = 1;
}
