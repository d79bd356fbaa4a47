import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterCertificate, type Candidate, decide, type VoteState } from "./vote-rule.ts";

const hash = (text: string): Hex => `0x${text}`;
const genesis: VoteState = { certified: { number: 0, hash: hash("00") }, vote: undefined };
const block1: Candidate = { number: 1, round: 0, blockHash: hash("a1"), parentHash: hash("00") };

describe("the vote rule", () => {
  it("votes for a child of the certified block", () => {
    expect(decide(genesis, block1)).toEqual({ type: "vote" });
  });

  it("re-sends the vote it cast when the block is proposed again", () => {
    expect(decide({ ...genesis, vote: block1 }, block1)).toEqual({ type: "resend" });
  });

  it.each([
    ["a second block at a height", { ...genesis, vote: block1 }, { ...block1, blockHash: hash("b1") }, "equivocation"],
    ["a child of another block", genesis, { ...block1, parentHash: hash("11") }, "foreign-parent"],
    ["a round that nothing opened", genesis, { ...block1, round: 1 }, "closed-round"],
    ["a height that is certified", { ...genesis, certified: { number: 1, hash: hash("a1") } }, block1, "finalized"],
  ])("refuses %s", (_, state, candidate, reason) => {
    expect(decide(state, candidate)).toEqual({ type: "refuse", reason });
  });

  it("waits while the parent's certificate is missing", () => {
    expect(decide(genesis, { ...block1, number: 2, parentHash: hash("a1") })).toEqual({ type: "wait" });
  });

  it("keeps the vote above a certificate and forgets it at or below", () => {
    const voted = { ...genesis, vote: { ...block1, number: 2 } };
    expect(afterCertificate(voted, { number: 1, hash: hash("a1") }).vote).toBe(voted.vote);
    expect(afterCertificate(voted, { number: 2, hash: hash("a2") }).vote).toBeUndefined();
    expect(afterCertificate({ ...genesis, certified: { number: 3, hash: hash("a3") } }, genesis.certified)).toEqual({
      ...genesis,
      certified: { number: 3, hash: hash("a3") },
    });
  });

  // Blocks are named `<height><variant>`: an author may seal any variant on any variant of the height below.
  const step = fc.oneof(
    fc.record({
      type: fc.constant("proposal" as const),
      number: fc.integer({ min: 1, max: 5 }),
      round: fc.constantFrom(0, 0, 0, 1),
      variant: fc.constantFrom("a", "b"),
      parent: fc.constantFrom("a", "b"),
    }),
    fc.record({ type: fc.constant("certificate" as const), number: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ type: fc.constant("crash" as const) }),
  );
  const name = (number: number, variant: string) => hash(number === 0 ? "00" : `${variant}${number}`);

  it("casts at most one vote per height and round, each on a certified parent, whatever happens (property)", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = genesis;
        const cast = new Map<string, Hex>();
        const certified = new Set<Hex>([genesis.certified.hash]);
        for (const event of steps) {
          if (event.type === "crash") state = structuredClone(state);
          if (event.type === "certificate") {
            const next = { number: event.number, hash: name(event.number, "a") };
            if (next.number === state.certified.number + 1) certified.add(next.hash);
            if (next.number === state.certified.number + 1) state = afterCertificate(state, next);
          }
          if (event.type !== "proposal") continue;
          const { number, round, variant, parent } = event;
          const candidate = { number, round, blockHash: name(number, variant), parentHash: name(number - 1, parent) };
          const decision = decide(state, candidate);
          if (decision.type !== "vote" && decision.type !== "resend") continue;
          const before = cast.get(`${number}/${round}`);
          if (decision.type === "resend") expect(before).toBe(candidate.blockHash);
          if (decision.type === "vote") expect(before).toBeUndefined();
          expect(certified).toContain(candidate.parentHash);
          cast.set(`${number}/${round}`, candidate.blockHash);
          state = { ...state, vote: candidate };
        }
      }),
    );
  });
});
