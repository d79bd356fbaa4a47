import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleProgram } from "@pha/enclave/bundle";
import { codeHash, loadRuntime } from "@pha/runtime-host";
import { entryOf } from "./network-files.ts";

const usage = `Bundles the runtime, the same bytes in every clone, and says what it is. With --out, writes it: the code that
System.set_code takes.

  npm run build:runtime -- [--out FILE]`;

const { values } = parseArgs({ options: { out: { type: "string" }, help: { type: "boolean", default: false } } });
if (values.help) console.log(usage);
else {
  const { bytes } = await bundleProgram(entryOf("runtime"));
  const { spec_name, spec_version, transaction_version } = loadRuntime(bytes).version;
  console.log(`${spec_name}, version ${spec_version}, transactions of version ${transaction_version}`);
  console.log(`SHA-256  ${codeHash(bytes)}`);
  console.log(`size     ${bytes.length} bytes`);
  if (values.out !== undefined) writeFileSync(values.out, bytes);
}
