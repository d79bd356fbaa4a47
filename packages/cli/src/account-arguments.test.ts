import type { Json } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { pallets } from "@pha/runtime/spec";
import { TestChain } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "./errors.ts";
import { KeyFolder } from "./key-folder.ts";
import { sealKeystore } from "./keystore.ts";
import { makeProgram } from "./program.ts";
import { makeKeyHome } from "./testing/key-home.ts";
import { leavesOf } from "./testing/leaves.ts";
import { runLine } from "./testing/run-line.ts";
import { pathOf } from "./usage.ts";

const robert = sealKeystore("//Bob", "sr25519", "secret");
const address = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const bob = "0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48";
const pay = (dest: unknown) => ({
  type: "Balances",
  value: { type: "transfer_keep_alive", value: { dest, value: "1" } },
});
const nest = (call: unknown) => ({ type: "Sudo", value: { type: "sudo", value: { call } } });

let env: Readonly<Record<string, string>>;
let sent: unknown[];

beforeEach(async () => {
  const chain = new TestChain();
  const home = await makeKeyHome();
  env = { ...home.env, PHA_CHAIN_URL: chain.url };
  sent = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => {
    if (url.endsWith("/v1/dev/impersonate")) sent.push(JSON.parse(String(init.body)).args);
    return chain.fetch(url, init);
  });
});
afterEach(() => vi.unstubAllGlobals());

const call = (pallet: string, name: string, args: unknown, ...options: string[]) =>
  runLine(["dev", "impersonate", "//Alice", pallet, name, JSON.stringify(args), ...options], { env });

const system = (value: unknown) => ({ type: "system", value: { type: "Signed", value } });
const weight = { ref_time: "0", proof_size: "0" };
const operation = (first: unknown) => ({ threshold: 2, other_signatories: [first, address], maybe_timepoint: null });

describe("an account among a call's arguments", () => {
  it.each<[string, string, string, (bob: string) => unknown]>([
    ["as an address", "balances", "transfer_all", (dest) => ({ dest, keep_alive: true })],
    ["in an address's own form", "Vesting", "vest_other", (value) => ({ target: { type: "Id", value } })],
    [
      "in a list, and in a call that is carried",
      "Multisig",
      "as_multi",
      (name) => ({ ...operation(name), call: pay(name), max_weight: weight }),
    ],
    ["in calls within calls", "Utility", "batch", (name) => ({ calls: [pay(name), nest(pay(name))] })],
    ["in pairs", "Identity", "set_subs", (name) => ({ subs: [[name, { type: "None" }]] })],
    ["in an origin", "Utility", "dispatch_as", (name) => ({ as_origin: system(name), call: pay(name) })],
    [
      "beside what there may be none of",
      "Proxy",
      "proxy",
      (real) => ({ real, force_proxy_type: null, call: pay(real) }),
    ],
  ])("is written as everywhere on the command line: %s", async (_, pallet, name, args) => {
    await new KeyFolder(env).add("robert", robert);
    for (const text of [bob, address, "//Bob", "robert"]) await call(pallet, name, args(text));
    expect(sent).toEqual([args(bob), args(address), args(bob), args(bob)]);
    const known = pallets.find((one) => one.name.toLowerCase() === pallet.toLowerCase());
    expect(() => known?.callType.fromJson({ type: name, value: args(bob) as Json }, { ss58Prefix: 42 })).not.toThrow();
  });

  it("is one where the call's types say so: no other text is", async () => {
    const remark = { remark: "//Bob", more: ["//Bob"] };
    await call("System", "remark", remark);
    await call("Kitties", "breed", { with: "//Bob" });
    await call("Balances", "transfer_all", { dest: { type: "Index", value: "//Bob" }, keep_alive: "//Bob" });
    await call("Utility", "batch", { calls: "//Bob" });
    expect(sent).toEqual([
      remark,
      { with: "//Bob" },
      { dest: { type: "Index", value: "//Bob" }, keep_alive: "//Bob" },
      { calls: "//Bob" },
    ]);
  });

  it("is refused when the name is probably misspelt, unless that is allowed", async () => {
    const args = { dest: "//Bobb", keep_alive: true };
    const { code, err } = await call("Balances", "transfer_all", args, "--json");
    expect([code, JSON.parse(err).error.code, sent]).toEqual([2, errors.DerivedAccount.code, []]);
    await call("Balances", "transfer_all", args, "--allow-derived");
    expect(sent).toEqual([{ dest: keypairFromUri("//Bobb", "sr25519").accountId, keep_alive: true }]);
  });
});

it("what --allow-derived allows is said by every command that refuses without it", async () => {
  const program = makeProgram({ out: () => {}, err: () => {} }, async () => {});
  const leaves = leavesOf(program);
  const having = leaves.filter(({ options }) => options.some(({ long }) => long === "--allow-derived"));
  expect(having.map((leaf) => pathOf(leaf)).sort()).toEqual([
    ...["pha contract call", "pha contract deploy", "pha contract offer", "pha contract query"],
    ...["pha dev balance", "pha dev faucet"],
    ...["pha dev impersonate", "pha dev submit", "pha gov committee propose", "pha gov council propose"],
    ...["pha gov delegate", "pha gov propose", "pha gov tip report", "pha gov treasury propose", "pha transfer"],
  ]);
});
