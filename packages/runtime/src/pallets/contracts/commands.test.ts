import { concat, fromHex, toHex, u32be, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { ArgsOf } from "@pha/frame";
import { expect, it } from "vitest";
import { accountOf, callsOf, testPallet } from "../../testing/index.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { contractsPallet } from "./pallet.ts";
import { contractLimits, contracts } from "./spec.ts";

const { upload_code, instantiate, push_command } = callsOf(contracts);
const code = utf8("export default {}");
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt: Uint8Array.of(1, 2) };
const contract = contractId(origin);

it("a contract's id is the hash of all that it was made of", () => {
  const label = utf8("phala/contract/v1");
  const bytes = concat(label, fromHex(origin.deployer), u32be(258), fromHex(origin.codeHash), origin.salt);
  expect(contractId({ ...origin, cluster: 258 })).toBe(toHex(sha256(bytes)));
});

it.each<[error: string, change: Partial<ArgsOf<typeof contracts, "push_command">>]>([
  ["UnknownAsset", { asset: 0 }],
  ["ValueNotReturnable", { value: 1n }],
])("a command is refused with %s: nothing could be given back", (error, change) => {
  const ledger = testPallet([clustersPallet, contractsPallet]);
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ ...origin, args: new Uint8Array(contractLimits.args) }));
  const enc = origin.codeHash;
  const ciphertext = new Uint8Array(contractLimits.ciphertext);
  const command = { contract, epoch: 0, enc, ciphertext, value: 0n, asset: undefined, reads: [] };
  ledger.run("Bob", push_command(command));
  expect(ledger.refusal("Bob", push_command({ ...command, ...change }))).toBe(`Contracts.${error}`);
});
