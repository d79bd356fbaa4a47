import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleProgram } from "@pha/enclave/bundle";
import { codeHash, loadRuntime } from "@pha/runtime-host";
import { usage } from "./build-runtime-usage.ts";
import { entryOf } from "./network-files.ts";

const { values } = parseArgs({ options: { out: { type: "string" }, help: { type: "boolean", default: false } } });
if (values.help) console.log(usage.help);
else {
  const { bytes } = await bundleProgram(entryOf("runtime"));
  const { spec_name, spec_version, transaction_version } = loadRuntime(bytes).version;
  console.log(`${spec_name}, version ${spec_version}, transactions of version ${transaction_version}`);
  console.log(`SHA-256  ${codeHash(bytes)}`);
  console.log(`size     ${bytes.length} bytes`);
  if (values.out !== undefined) writeFileSync(values.out, bytes);
}
