import type { Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { type Candidate, decide, isRival, type VoteState } from "./vote-rule.ts";

const hash = (text: string): Hex => `0x${text}`;
const genesis: VoteState = { certified: { number: 0, hash: hash("00") }, vote: undefined };
const block1: Candidate = { number: 1, round: 0, blockHash: hash("a1"), parentHash: hash("00"), isOpened: true };
const voted1 = { ...block1, isNil: false };
const nil1 = { ...block1, isNil: true };

describe("the vote rule", () => {
  it("votes for a child of the certified block", () => {
    expect(decide(genesis, block1)).toEqual({ type: "vote" });
  });

  it("re-sends the vote it cast when the block is proposed again", () => {
    expect(decide({ ...genesis, vote: voted1 }, block1)).toEqual({ type: "resend" });
  });

  it("re-sends nil whatever is proposed in that round", () => {
    expect(decide({ ...genesis, vote: nil1 }, { ...block1, blockHash: hash("b1") })).toEqual({ type: "resend" });
  });

  it("votes again in a round that is opened", () => {
    for (const vote of [voted1, nil1])
      expect(decide({ ...genesis, vote }, { ...block1, round: 1, blockHash: hash("c1") })).toEqual({ type: "vote" });
  });

  it.each([
    ["a second block at a height", { ...genesis, vote: voted1 }, { ...block1, blockHash: hash("b1") }, "equivocation"],
    ["a height below its vote", { ...genesis, vote: { ...voted1, number: 2 } }, block1, "left-height"],
    ["a child of another block", genesis, { ...block1, parentHash: hash("11") }, "foreign-parent"],
    ["a round that nothing opened", genesis, { ...block1, round: 1, isOpened: false }, "unopened-round"],
    [
      "a round below its last vote",
      { ...genesis, vote: { ...voted1, round: 2 } },
      { ...block1, round: 1 },
      "closed-round",
    ],
    ["a height that is certified", { ...genesis, certified: { number: 1, hash: hash("a1") } }, block1, "finalized"],
  ])("refuses %s", (_, state, candidate, reason) => {
    expect(decide(state, candidate)).toEqual({ type: "refuse", reason });
  });

  it("waits while the parent's certificate is missing", () => {
    expect(decide(genesis, { ...block1, number: 2, parentHash: hash("a1") })).toEqual({ type: "wait" });
  });

  it("finds a rival in another block of the voted round, if it knows the block that was looked at", () => {
    const rival = { ...block1, blockHash: hash("b1") };
    expect(isRival({ ...genesis, vote: nil1 }, rival)).toBe(true);
    expect(isRival({ ...genesis, vote: nil1 }, block1)).toBe(false);
    expect(isRival({ ...genesis, vote: { ...nil1, blockHash: undefined } }, rival)).toBe(false);
  });
});
