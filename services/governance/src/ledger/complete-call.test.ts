import { encode, fromJson, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { readState } from "@pha/frame";
import { Bounded, council, hashOfProposal, RuntimeCall } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { completeCall } from "./complete-call.ts";

const json = { ss58Prefix: 30 };
const empty = { get: () => undefined };
const remark = (bytes: number) => ({
  type: "System",
  value: { type: "remark", value: { remark: `0x${"ab".repeat(bytes)}` } },
});
const complete = (pallet: string, call: string, args: Parameters<typeof completeCall>[1]["args"]) =>
  completeCall(empty, { pallet, call, args }, json);
const bytesOf = (call: ReturnType<typeof remark>) => encode(RuntimeCall, fromJson(RuntimeCall, call, json));

it.each([1, 125, 126, 5_000])("a proposed call that remarks %i bytes is kept as it would be anywhere else", (bytes) => {
  const call = remark(bytes);
  const encoded = bytesOf(call);
  const { args, preimage } = complete("Democracy", "propose", { value: "10", proposal: call });
  const bounded = fromJson(Bounded, args["proposal"], json);
  expect(args["value"]).toBe("10");
  expect(hashOfProposal(bounded)).toBe(toHex(blake2b256(encoded)));
  expect(bounded.type).toBe(encoded.length <= 128 ? "Inline" : "Lookup");
  expect(preimage?.bytes).toEqual(bounded.type === "Inline" ? undefined : encoded);
});

it("a proposal in one of the ledger's own forms stays as it was given", () => {
  const args = { proposal: { type: "Legacy", value: { hash: `0x${"11".repeat(32)}` } } };
  expect(complete("Democracy", "external_propose", args)).toEqual({ args, preimage: undefined });
});

it("a motion gets the length of its call, unless that was said", () => {
  const proposal = remark(40);
  const length_bound = bytesOf(proposal).length;
  expect(complete("Council", "propose", { threshold: 3, proposal }).args).toEqual({
    threshold: 3,
    proposal,
    length_bound,
  });
  expect(complete("Council", "execute", { proposal, length_bound: 7 }).args).toEqual({ proposal, length_bound: 7 });
});

it("closing a motion gets the length of its call, also of one that this version cannot read", () => {
  const hash = `0x${"22".repeat(32)}` as const;
  const key = readState(council, empty).proposalOf.key(hash);
  const state = { get: (wanted: Hex) => (wanted === key ? Uint8Array.of(250, 0, 1, 2, 3) : undefined) };
  const close = (args: object) =>
    completeCall(state, { pallet: "Council", call: "close", args: { proposal_hash: hash, ...args } }, json).args;
  expect(close({})).toMatchObject({ proposal_hash: hash, length_bound: 5 });
  expect(close({ length_bound: 9 })).toMatchObject({ length_bound: 9 });
});

it("a call that is none is refused by its place", () => {
  expect(() => complete("Democracy", "propose", { proposal: { type: "Sistem" } })).toThrowError(/args\.proposal/);
});
