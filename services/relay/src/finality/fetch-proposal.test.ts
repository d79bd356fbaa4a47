import { encode, type Hex, toHex } from "@pha/codec";
import { headerHash, Proposal } from "@pha/light-client";
import { makeBlock, makeNetwork } from "@pha/light-client/testing";
import { proposalPartBytes } from "@pha/limits";
import type { Bus } from "@pha/service-kit/bus";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { fetchProposal } from "./fetch-proposal.ts";

const header = makeBlock(makeNetwork(4).genesis);
const proposal: Proposal = {
  header,
  extrinsics: Array.from({ length: 4 }, () => new Uint8Array(1_000_000).fill(7)),
  witness: { values: [], proof: new Uint8Array(4_000_000).fill(9) },
  closed: undefined,
};
const bytes = encode(Proposal, proposal);
const other: Hex = `0x${"11".repeat(32)}`;

/** A chain that answers with parts, as it is told to. */
const busOf = (part: (offset: number) => { hash?: Hex; total?: number; bytes?: Uint8Array }) => {
  const asked: number[] = [];
  const request = async (_: unknown, __: unknown, { offset }: { readonly offset: number }) => {
    asked.push(offset);
    return {
      hash: headerHash(header),
      total: bytes.length,
      bytes: bytes.subarray(offset, offset + proposalPartBytes),
      ...part(offset),
    };
  };
  return { asked, bus: { request: request as Bus["request"] } };
};

it("puts a proposal together that is larger than any message", async () => {
  const { bus, asked } = busOf(() => ({}));
  const found = await fetchProposal(bus, 1);
  expect(toHex(encode(Proposal, found))).toBe(toHex(bytes));
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => i * proposalPartBytes));
});

it.each<[string, Parameters<typeof busOf>[0]]>([
  ["of another block", (offset) => (offset > 0 ? { hash: other } : {})],
  ["of another length", (offset) => (offset > 0 ? { total: bytes.length + 1 } : {})],
  ["without bytes", () => ({ bytes: new Uint8Array() })],
  ["beyond the end", () => ({ total: 10 })],
  ["of more than any block has", () => ({ total: 64 * proposalPartBytes })],
])("gives up at a part %s", async (_, part) => {
  await expect(fetchProposal(busOf(part).bus, 1)).rejects.toMatchObject({ code: errors.WrongPart.code });
});
