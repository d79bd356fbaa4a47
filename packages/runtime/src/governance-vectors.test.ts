import { describe, expect, it } from "vitest";
import { type Case, type Replay, vectors } from "./testing/vectors/cases.ts";
import { notOfThisCollective, replayCollective } from "./testing/vectors/collective.ts";

/** What replays the cases of a group, and those that it does not, with the reason. */
interface Group {
  readonly replay: Replay;
  readonly except?: Readonly<Record<string, string>>;
}

const groups: Readonly<Record<string, Group>> = {
  collective_scenarios: { replay: replayCollective, except: notOfThisCollective },
  collective_scenarios_derived: { replay: replayCollective },
};

const casesOf = (group: string): readonly Case[] => vectors[group];

describe.each(["Phala", "Khala1290"] as const)("by the rules of %s", (profile) => {
  describe.each(Object.entries(groups))("%s", (name, { replay, except = {} }) => {
    const cases = casesOf(name).filter(({ id }) => except[id] === undefined);
    it.each(cases.map((one) => [one.id, one] as const))("%s", (_, one) => replay(one, profile));
  });
});

it("replays every case but those whose reason stands here", () => {
  const all = Object.entries(groups).flatMap(([name, { except = {} }]) =>
    casesOf(name).map(({ id }) => ({ id, why: except[id] })),
  );
  const left = all.filter(({ why }) => why !== undefined);
  const reasons = Object.values(groups).flatMap(({ except = {} }) => Object.keys(except));
  expect(left.map(({ id }) => id)).toEqual(reasons);
  console.log(`${all.length - left.length} of ${all.length} cases were replayed by each profile`);
  for (const { id, why } of left) console.log(`${id}: ${why}`);
});
