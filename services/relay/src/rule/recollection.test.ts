import { describe, expect, it } from "vitest";
import { doubtOf, isLater, type Recollection } from "./recollection.ts";

const restarted: Recollection = { isEmpty: false, isPassed: false, answers: 0, quorum: 3 };

describe("what a validator remembers after its start", () => {
  it.each<[string, Partial<Recollection>, number, ReturnType<typeof doubtOf>]>([
    ["is in doubt before anybody was asked", {}, 9, "unasked"],
    ["is in doubt while one is missing of those whom a certificate needs beside it", { answers: 1 }, 9, "unasked"],
    ["is all when so many answered", { answers: 2 }, 9, undefined],
    ["is all when a newer block is certified, whoever answered", { isPassed: true }, 9, undefined],
    ["is all for a validator alone", { quorum: 1 }, 9, undefined],
    ["is lost when there is no vote, whoever answered", { isEmpty: true, answers: 3 }, 2, "lost"],
    ["is all when there is no vote and a newer block is certified", { isEmpty: true, isPassed: true }, 2, undefined],
    ["is asked for at the first block, where nobody has a vote", { isEmpty: true }, 1, "unasked"],
    ["is all at the first block when enough answered", { isEmpty: true, answers: 2 }, 1, undefined],
  ])("%s", (_, fields, number, doubt) => {
    expect(doubtOf({ ...restarted, ...fields }, number)).toBe(doubt);
  });
});

it("a vote is later at a greater height, or in a later round of the same", () => {
  const vote = { number: 5, round: 1 };
  expect(isLater(vote, undefined)).toBe(true);
  expect(isLater(vote, { number: 4, round: 7 })).toBe(true);
  expect(isLater(vote, { number: 5, round: 0 })).toBe(true);
  expect(isLater(vote, vote)).toBe(false);
  expect(isLater(vote, { number: 5, round: 2 })).toBe(false);
  expect(isLater(vote, { number: 6, round: 0 })).toBe(false);
});
