import { fromHex, type Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { decodeRlp, rlpBytes, rlpList, rlpNumber } from "./rlp.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("RLP", () => {
  it.each<[hex: Hex, item: unknown]>([
    ["0x80", new Uint8Array()],
    ["0x00", Uint8Array.of(0)],
    ["0x7f", Uint8Array.of(127)],
    ["0x8180", Uint8Array.of(128)],
    ["0x83646f67", bytes("dog")],
    ["0xc0", []],
    ["0xc88363617483646f67", [bytes("cat"), bytes("dog")]],
    ["0xc7c0c1c0c3c0c1c0", [[], [[]], [[], [[]]]]],
    [`0xb838${"61".repeat(56)}`, bytes("a".repeat(56))],
    [`0xf838${"61".repeat(56)}`, Array.from({ length: 56 }, () => bytes("a"))],
  ])("%s is read", (hex, item) => {
    expect(decodeRlp(fromHex(hex))).toEqual(item);
  });

  it.each<[why: string, hex: Hex]>([
    ["nothing", "0x"],
    ["a byte that needs no length", "0x8101"],
    ["a long form of a short length", "0xb801ff"],
    ["a length with a zero in front", `0xb90038${"61".repeat(56)}`],
    ["a length that goes past the end", "0x83646f"],
    ["a length that is cut off", "0xb9"],
    ["a length that nothing has", "0xbfffffffffffffffff"],
    ["more behind it", "0x8080"],
    ["a list whose last item goes past its end", "0xc283646f67"],
    ["lists in lists in lists without end", `0x${"c1".repeat(40)}c0`],
  ])("refuses %s", (_, hex) => {
    expect(() => decodeRlp(fromHex(hex))).toThrow(expect.toSatisfy(errors.BadRlp.is));
  });

  it("tells bytes, lists and numbers apart", () => {
    for (const wrong of [
      () => rlpBytes([]),
      () => rlpBytes(undefined),
      () => rlpBytes(new Uint8Array(3), 4),
      () => rlpList(new Uint8Array(0)),
      () => rlpList([], 1),
      () => rlpNumber(Uint8Array.of(0)),
      () => rlpNumber(new Uint8Array(33).fill(1)),
    ])
      expect(wrong).toThrow(expect.toSatisfy(errors.BadRlp.is));
    expect([rlpNumber(new Uint8Array()), rlpNumber(Uint8Array.of(1, 0))]).toEqual([0n, 256n]);
  });
});
