import { fromHex } from "@pha/codec";
import { expect, it } from "vitest";
import { ethAccount } from "./transaction.ts";

it("knows the address of a secret key", () => {
  // The first account of the phrase that Ethereum's development tools publish.
  const secret = fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  expect(ethAccount(secret).address).toBe("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
});
