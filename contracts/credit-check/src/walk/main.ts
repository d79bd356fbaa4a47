import { join } from "node:path";
import { bundleContract } from "@pha/contract-kit/build";
import { connect, keypairFromUri } from "@pha/sdk";
import { walk } from "./walk.ts";

const [lender, ann, ben] = ["//Alice", "//Bob", "//Charlie"].map((uri) => keypairFromUri(uri, "sr25519"));
if (!lender || !ann || !ben) throw new Error("three development accounts");
const network = await connect({
  chain: "http://127.0.0.1:9944",
  gatekeepers: ["http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002"],
});
const { code } = await bundleContract(join(import.meta.dirname, "../.."));
const contract = await network.deploy(lender, { code: new TextEncoder().encode(code), progress: console.log });
await walk(contract, { lender, ann, ben }, console.log);
process.exit(); // the network's stream would hold it
