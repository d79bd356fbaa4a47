import { type Event, eventOf } from "@pha/frame";
import { democracy, treasury } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { getEvent } from "./receipts.ts";

const hash = `0x${"ab".repeat(32)}` as const;
const block = { number: 7, hash, signers: 3, validators: 4 };
const proposed = (pallet: string, proposal_index: number): Event => ({
  type: pallet,
  value: { type: "Proposed", value: { proposal_index, deposit: 1n } },
});

describe("what a call told", () => {
  const events = [proposed("Treasury", 3), proposed("Democracy", 5), proposed("Democracy", 6)];

  it("is the first event of its pallet and name", () => {
    const found = getEvent({ events, hash, block }, democracy, "Proposed");
    expect(found.proposal_index).toBe(5);
    expect(found).toBe(eventOf(democracy, "Proposed", events[1] as Event));
  });

  it("that is missing is an error which says that the transaction is final", () => {
    expect(() => getEvent({ events, hash, block }, treasury, "Awarded")).toThrow(
      expect.objectContaining({
        code: errors.EventMissing.code,
        data: { expected: "Treasury.Awarded", transaction: hash, block: 7 },
        message: expect.stringContaining("Do not send it again"),
      }),
    );
  });
});
