import type { Proposal } from "@pha/light-client";
import { makeBlock, makeNetwork } from "@pha/light-client/testing";
import { describe, expect, it } from "vitest";
import { PendingProposals } from "./pending.ts";

const { genesis } = makeNetwork(1);
const proposalOf = (number: number, bytes = 0): Proposal => ({
  header: makeBlock({ ...genesis, number: number - 1 }),
  extrinsics: [new Uint8Array(bytes)],
  witness: { values: [], proof: new Uint8Array() },
  closed: undefined,
});

describe("proposals that wait for their parent's certificate", () => {
  it("come up when it is their turn, and those below are forgotten", () => {
    const pending = new PendingProposals();
    const three = proposalOf(3);
    pending.put(0, proposalOf(2));
    pending.put(0, three);
    expect(pending.take(2)).toBe(three);
    expect(pending.size).toBe(0);
    expect(pending.take(2)).toBeUndefined();
  });

  it("are kept once per height, the newest", () => {
    const pending = new PendingProposals();
    const newer = proposalOf(2);
    pending.put(0, proposalOf(2));
    pending.put(0, newer);
    expect(pending.size).toBe(1);
    expect(pending.take(1)).toBe(newer);
  });

  it("are not kept beyond 64 heights, nor beyond 64 MiB", () => {
    const pending = new PendingProposals();
    pending.put(0, proposalOf(65));
    expect(pending.size).toBe(0);
    pending.put(0, proposalOf(2, 40 * 1024 * 1024));
    pending.put(0, proposalOf(3, 40 * 1024 * 1024));
    expect(pending.size).toBe(1);
    const other = proposalOf(2, 40 * 1024 * 1024);
    pending.put(0, other); // which takes the room of the one that it replaces
    expect(pending.take(1)).toBe(other);
    pending.put(0, proposalOf(3, 40 * 1024 * 1024));
    expect(pending.size).toBe(1);
  });
});
