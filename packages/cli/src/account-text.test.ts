import { ethAddressOf, keypairFromUri } from "@pha/crypto";
import { describe, expect, it } from "vitest";
import { readAccount } from "./account-text.ts";
import { errors } from "./errors.ts";
import { KeyFolder } from "./key-folder.ts";
import { runLine } from "./testing/run-line.ts";

const alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const keys = new KeyFolder({ PHA_KEYS: "/nowhere" });
const ecdsa = keypairFromUri("//Alice", "ecdsa");

describe("an account", () => {
  it.each([
    ["//Alice", alice],
    [alice, alice],
    [alice.toUpperCase().replace("0X", "0x"), alice],
    ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", alice],
    ["15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", alice],
    ["HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F", alice],
    [ecdsa.publicKey, ecdsa.accountId],
  ])("may be written as %s", async (text, account) => {
    expect((await readAccount(text, keys)).accountId).toBe(account);
  });

  it.each([
    "Alice",
    "0x12",
    "0x79f2aec15ba6990531813c8b145b53a16c5c69ca",
    `0x0${"4".repeat(65)}`,
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX",
    "",
    "a b",
    "../keys/main",
  ])("is not written as %j", async (text) => {
    await expect(readAccount(text, keys)).rejects.toSatisfy(errors.BadAddress.is);
  });
});

it.each([
  ["Alice", { near: "//Alice" }],
  ["0x79f2aec15ba6990531813c8b145b53a16c5c69ca", { reason: expect.stringContaining("Ethereum") }],
  ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", { reason: expect.stringContaining("checksum does not fit") }],
  ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKut", { reason: expect.stringContaining("too short") }],
])("what was probably meant by %s is said", async (text, data) => {
  await expect(readAccount(text, keys)).rejects.toMatchObject({ data });
});

describe("pha account show", () => {
  const nowhere = ["--chain", "http://127.0.0.1:9", "--json"];

  it("prints every form, Ethereum's for ecdsa alone, without a network too", async () => {
    const { json } = await runLine(["account", "show", "//Alice", ...nowhere]);
    expect(json()).toEqual({
      generic: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
      accountId: alice,
      publicKey: alice,
      scheme: "sr25519",
    });
    for (const text of [["//Alice", "--scheme", "ecdsa"], [ecdsa.publicKey]])
      expect((await runLine(["account", "show", ...text, ...nowhere])).json()).toMatchObject({
        accountId: ecdsa.accountId,
        publicKey: ecdsa.publicKey,
        evm: ethAddressOf(ecdsa.publicKey),
      });
  });

  it("prints the account that Utility.as_derivative acts as, which has no key of its own", async () => {
    const { json } = await runLine(["account", "show", "//Alice", "--derivative", "300", ...nowhere]);
    expect(json()).toEqual({ generic: expect.stringMatching(/^5/), accountId: expect.stringMatching(/^0xe8c2003e/) });
    expect((await runLine(["account", "show", "//Alice", "--derivative", "65536", ...nowhere])).code).toBe(2);
  });
});
