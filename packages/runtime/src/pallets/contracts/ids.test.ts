import { concat, fromHex, toHex, u32be, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { expect, it } from "vitest";
import { accountOf } from "../../testing/index.ts";
import { codeHashOf, contractId } from "./ids.ts";

const codeHash = codeHashOf(utf8("export default {}"));
const origin = { deployer: accountOf("Alice"), cluster: 0, codeHash, salt: Uint8Array.of(1, 2) };

it("a contract's id is the hash of all that it was made of", () => {
  const label = utf8("phala/contract/v1");
  const bytes = concat(label, fromHex(origin.deployer), u32be(258), fromHex(origin.codeHash), origin.salt);
  expect(contractId({ ...origin, cluster: 258 })).toBe(toHex(sha256(bytes)));
});
