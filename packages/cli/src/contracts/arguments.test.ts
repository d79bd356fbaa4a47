import { utf8 } from "@pha/codec";
import { type Abi, withAbi } from "@pha/contract-engine/abi";
import { keypairFromUri } from "@pha/crypto";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "../errors.ts";
import { KeyFolder } from "../key-folder.ts";
import { sealKeystore } from "../keystore.ts";
import { makeKeyHome } from "../testing/key-home.ts";
import { runLine } from "../testing/run-line.ts";

const account = { type: "string", format: "account", pattern: "^0x[0-9a-f]{64}$" };
const text = { type: "string", maxLength: 99 };
const input = {
  type: "object",
  properties: { to: account, cc: { anyOf: [{ type: "array", items: account, maxItems: 9 }, { type: "null" }] }, text },
  required: ["to"],
  additionalProperties: false,
};
const abi: Abi = { abi: 1, commands: {}, queries: { read: { input, output: { type: "null" } } } };
const bob = keypairFromUri("//Bob", "sr25519").accountId;
const address = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

let worker: TestWorker;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  const chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  worker = new TestWorker(chain);
  worker.code = utf8(withAbi("export default {};", abi));
  worker.register();
  vi.stubGlobal("fetch", worker.fetch);
  const home = await makeKeyHome();
  env = { ...home.env, PHA_CHAIN_URL: chain.url, PHA_GATEKEEPER_URLS: worker.url };
});
afterEach(() => vi.unstubAllGlobals());

const ask = (args: unknown, ...options: string[]) =>
  runLine(["contract", "query", worker.contract, "read", JSON.stringify(args), "--json", ...options], { env });
const sent = () => worker.served.map(({ call }) => JSON.parse(new TextDecoder().decode(call.args)));

describe("an account among a contract's arguments", () => {
  it("is written as everywhere on the command line", async () => {
    await new KeyFolder(env).add("robert", sealKeystore("//Bob", "sr25519", "secret"));
    for (const to of [bob, bob.toUpperCase().replace("0X", "0x"), address, "//Bob", "robert"])
      expect(await ask({ to })).toMatchObject({ code: 0, err: "" });
    expect(sent()).toEqual(Array.from({ length: 5 }, () => ({ to: bob })));
  });

  it("is one where the ABI says so: in lists too, but in no text", async () => {
    expect(await ask({ to: "//Bob", cc: ["//Bob", address], text: "//Bob" })).toMatchObject({ code: 0 });
    expect(await ask({ to: address, cc: null })).toMatchObject({ code: 0 });
    expect(sent()).toEqual([
      { to: bob, cc: [bob, bob], text: "//Bob" },
      { to: bob, cc: null },
    ]);
  });

  it("is a name that nobody has when that is allowed", async () => {
    expect(await ask({ to: "//Bobb" }, "--allow-derived")).toMatchObject({ code: 0 });
    expect(sent()).toEqual([{ to: keypairFromUri("//Bobb", "sr25519").accountId }]);
  });

  it.each([
    ["//Bobb", errors.DerivedAccount.code],
    ["bob", errors.BadAddress.code],
    [`${address.slice(0, -1)}x`, "contract-engine.WrongArguments"],
  ])("is refused when it is none: %s", async (to, expected) => {
    const { code, err } = await ask({ to });
    expect(JSON.parse(err).error.code).toBe(expected);
    expect(code).toBe(2);
    expect(worker.served).toEqual([]);
  });
});
