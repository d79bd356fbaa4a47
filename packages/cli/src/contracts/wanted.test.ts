import { toJson, utf8 } from "@pha/codec";
import { contracts, type Effects, nothingAgreed } from "@pha/runtime/spec";
import type { BlockDetail, Network } from "@pha/sdk";
import { expect, it } from "vitest";
import { toldRows, withWanted } from "./effects.ts";
import { wantedIn } from "./wanted.ts";

const hash = (byte: string) => `0x${byte.repeat(32)}` as const;
const [contract, other] = [hash("0c"), hash("0d")];
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const to = "0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48";

const list: Effects["list"] = [
  { message: 7n, index: 0, effect: { type: "Pay", value: { to, amount: 5_000_000_000_000n } } },
  { message: 7n, index: 1, effect: { type: "Emit", value: { name: "Sold", data: utf8('{"to":1}') } } },
  { message: 8n, index: 0, effect: { type: "Push", value: { contract: other, method: "take", args: utf8("[2]") } } },
  { message: 9n, index: 0, effect: { type: "Schedule", value: { task: "look", every: 100, workers: 3 } } },
];

/** What is asked of a network whose blocks have the reports of two contracts, and an extrinsic that is none. */
const network: Pick<Network, "block" | "info"> = {
  info: { chain: "", title: "", development: true, ss58Prefix: 42, tokenSymbol: "PHA", tokenDecimals: 12 },
  async block() {
    const report = { prevStateHeight: 0, ...nothingAgreed, reason: undefined };
    const bare = { session: hash("00"), sequence: 0n, signature: hash("00").padEnd(130, "0") as `0x${string}` };
    const args = {
      ...bare,
      reports: [report].flatMap((one) => [
        { ...one, contract: other, effects: { returned: [], list: list.slice(1) } },
        { ...one, contract, effects: { returned: [], list } },
      ]),
    };
    const calls = [
      { pallet: "System", call: "remark", args: { remark: "0x00" } },
      { pallet: contracts.name, call: "report", args: toJson(contracts.calls.report.type, args) },
    ];
    return { extrinsics: calls.map((call) => ({ call })) } as unknown as BlockDetail;
  },
};

const failed = { type: "failed", message: 7n, effect: 0, error: "Balances.InsufficientBalance" } as const;

it.each([
  [7n, 0, `pay 5 PHA to ${bob}`],
  [7n, 1, 'emit Sold {"to":1}'],
  [8n, 0, `push take [2] to contract ${other}`],
  [9n, 0, "run look every 100 blocks"],
])("what message %i wanted at place %i, and got not, is told by what it is", async (message, effect, told) => {
  const wanted = (await wantedIn(network, 5, contract))(message, effect);
  expect(toldRows([{ ...failed, message, effect, wanted }])).toEqual([["not done", `${told}: ${failed.error}`]]);
});

it("what no report of the block has is told by its place", async () => {
  expect((await wantedIn(network, 5, hash("0e")))(7n, 0)).toBeUndefined();
  expect(toldRows([failed])).toEqual([["not done", `effect 0: ${failed.error}`]]);
});

it("blocks are asked for of failures alone, each once", async () => {
  const asked: number[] = [];
  const watched = {
    ...network,
    block(number: number) {
      asked.push(number);
      return network.block(number);
    },
  };
  const paid = { type: "paid", to: bob, amount: 1n } as const;
  const found = [
    { block: 9, told: failed },
    { block: 9, told: { ...failed, message: 8n } },
    { block: 7, told: paid },
    { block: 5, told: failed },
  ];
  const shown = await withWanted(watched, contract, found);
  expect(asked).toEqual([9, 5]);
  expect(shown.map(({ block, told }) => [block, told.type === "failed" ? told.wanted?.type : told.type])).toEqual([
    [9, "pay"],
    [9, "push"],
    [7, "paid"],
    [5, "pay"],
  ]);
});
