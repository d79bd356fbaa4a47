import { expect, it } from "vitest";
import { testPallet } from "../../testing/index.ts";
import { parametersPallet } from "./pallet.ts";
import { blocksOf, rulesOf } from "./rules.ts";
import { parameters } from "./spec.ts";

const rules = { Phala: "as described", Khala1290: "as it was" };
const ledgerWith = (profile: keyof typeof rules, blocksPerDay: number) =>
  testPallet([parametersPallet], { genesis: { parameters: { profile: { type: profile }, blocksPerDay } } });

it.each(["Phala", "Khala1290"] as const)("a genesis says that a network is governed by %s", (profile) => {
  expect(rulesOf(ledgerWith(profile, 7_200).of(parameters), rules)).toBe(rules[profile]);
});

it("a network that nobody said it of has the description's rules and days of 7200 blocks", () => {
  const { state } = testPallet([parametersPallet]).act((env) => ({ state: env.of(parameters).state }));
  expect([rulesOf(state, rules), blocksOf(state, 7 * 24)]).toEqual(["as described", 50_400]);
});

it.each([
  [7_200, 3, 900],
  [10, 24, 10],
  [10, 3, 1],
  [1, 168, 7],
])("a day of %i blocks makes %i hours %i blocks", (blocksPerDay, hours, blocks) => {
  expect(blocksOf(ledgerWith("Phala", blocksPerDay).of(parameters), hours)).toBe(blocks);
});

it("a day has at least a block", () => {
  expect(() => ledgerWith("Phala", 0)).toThrow(expect.objectContaining({ code: "runtime.BadGenesis" }));
});
