import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleProgram } from "@pha/enclave/bundle";
import { codeHash, loadRuntime } from "@pha/runtime-host";
import { usage } from "./build-runtime-usage.ts";
import { entryOf } from "./network-files.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    code: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(usage.help);
else {
  const bytes = values.code === undefined ? (await bundleProgram(entryOf("runtime"))).bytes : readFileSync(values.code);
  const { spec_name, spec_version, transaction_version } = loadRuntime(bytes).version;
  if (values.json) {
    const versions = { specName: spec_name, specVersion: spec_version, transactionVersion: transaction_version };
    console.log(JSON.stringify({ ...versions, codeHash: codeHash(bytes), bytes: bytes.length }));
  } else {
    console.log(`${spec_name}, version ${spec_version}, transactions of version ${transaction_version}`);
    console.log(`SHA-256  ${codeHash(bytes)}`);
    console.log(`size     ${bytes.length} bytes`);
  }
  if (values.out !== undefined) writeFileSync(values.out, bytes);
}
