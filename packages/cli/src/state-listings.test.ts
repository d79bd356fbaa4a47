import { findItem } from "@pha/frame";
import { pallets } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { makeProgram } from "./program.ts";
import { stateListings } from "./state-listings.ts";
import { leavesOf } from "./testing/leaves.ts";
import { pathOf } from "./usage.ts";

it("each names a command that there is, and an item that the ledger has", () => {
  const program = makeProgram({ out: () => {}, err: () => {} }, async () => {});
  const known = leavesOf(program).map((leaf) => pathOf(leaf));
  for (const [, command] of stateListings) {
    expect(
      known.some((words) => `pha ${command} `.startsWith(`${words} `)),
      command,
    ).toBe(true);
    const [, pallet = "", item = ""] = /^state \w+ (\w+) (\w+)/.exec(command) ?? [];
    if (pallet !== "") expect(() => findItem(pallets, pallet, item), command).not.toThrow();
  }
});

it("whatever governance does not find is told where it would stand", () => {
  const told = new Set(stateListings.flatMap(([refused]) => refused.map(({ code }) => code)));
  const governing = ["Democracy", "Council", "TechnicalCommittee", "Treasury", "Tips", "Bounties", "ChildBounties"];
  governing.push("Elections", "Scheduler", "Preimage", "Proxy", "Multisig", "Assets");
  const missing = pallets
    .filter(({ name }) => governing.includes(name))
    .flatMap(({ errors }) => Object.values(errors))
    .filter(({ code, spec }) => spec.kind === "not-found" && !told.has(code));
  expect(missing.map(({ code }) => code)).toEqual([]);
});
