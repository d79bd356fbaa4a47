import { concat, decode, encode, fromHex, toHex, u32be, utf8 } from "@pha/codec";
import { keccak256, listProof } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendOutbound, emptyOutbound, OutboundQueue, outboundRoot, verifyOutbound } from "./outbound.ts";

/** The list's top by its definition alone: the left half is the largest power of two that leaves something right. */
function top(messages: readonly Uint8Array[]): Uint8Array {
  const [first] = messages;
  if (!first) return new Uint8Array(32);
  if (messages.length === 1) return keccak256(concat(Uint8Array.of(0), first));
  let half = 1;
  while (half * 2 < messages.length) half *= 2;
  return keccak256(concat(Uint8Array.of(1), top(messages.slice(0, half)), top(messages.slice(half))));
}

const rootOf = (messages: readonly Uint8Array[]) =>
  toHex(keccak256(concat(Uint8Array.of(2), u32be(messages.length), top(messages))));

const lists = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 });

describe("bridge messages", () => {
  it("have the root of the whole list, however it grew (property)", () => {
    fc.assert(
      fc.property(lists, (messages) => {
        let queue = emptyOutbound;
        messages.forEach((message, index) => {
          queue = appendOutbound(queue, message);
          expect(outboundRoot(queue)).toBe(rootOf(messages.slice(0, index + 1)));
        });
        expect(queue.count).toBe(messages.length);
        expect(queue.peaks).toHaveLength([...messages.length.toString(2)].filter((bit) => bit === "1").length);
        expect(decode(OutboundQueue, encode(OutboundQueue, queue))).toEqual(queue);
      }),
      { numRuns: 30 },
    );
  });

  it("are proven at every later header, and nothing else is (property)", () => {
    const case_ = lists
      .filter(({ length }) => length > 0)
      .chain((messages) => fc.tuple(fc.constant(messages), fc.nat(messages.length - 1)));
    fc.assert(
      fc.property(case_, ([messages, index]) => {
        const root = outboundRoot(messages.reduce(appendOutbound, emptyOutbound));
        const proof = listProof(messages, index, keccak256);
        const message = messages[index] as Uint8Array;
        const at = { count: messages.length, index, message, proof };
        expect(verifyOutbound(root, at)).toBe(true);
        expect(verifyOutbound(root, { ...at, message: concat(message, utf8("!")) })).toBe(false);
        expect(verifyOutbound(root, { ...at, count: at.count + 1 })).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it("have these roots: none, and three", () => {
    const three = ["a", "b", "c"].map((text) => utf8(text)).reduce(appendOutbound, emptyOutbound);
    expect([outboundRoot(emptyOutbound), outboundRoot(three)]).toMatchInlineSnapshot(`
      [
        "0x7c2a7bb6ca193cf4d5c7a14798b7a61013966abf2fbe45d76bd599d70f0a8f04",
        "0x4ebfa0fd7c6d638bbb1a988979f8f754e36710118bc29a188cadf52a8fdcdcbf",
      ]
    `);
    expect(three.peaks.map(fromHex).map(({ length }) => length)).toEqual([32, 32]);
  });
});
