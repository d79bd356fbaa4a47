import { parseArgs } from "node:util";
import { buildNetwork } from "./network-files.ts";

const usage = `Bundles the runtime and the enclave programs, and writes the chain spec that allows them.

  node packages/devnet/src/build-network.ts --out DIR [--network phala|khala]`;

const { values } = parseArgs({ options: { out: { type: "string" }, network: { type: "string", default: "phala" } } });
const { out, network } = values;
if (out !== undefined && (network === "phala" || network === "khala")) {
  const files = await buildNetwork(out, { network });
  console.log(Object.values(files).join("\n"));
} else {
  console.error(usage);
  process.exitCode = 1;
}
