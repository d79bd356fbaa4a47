import { text } from "@pha/codec";
import { describe, expect, expectTypeOf, it } from "vitest";
import { errors } from "./errors.ts";
import { type At, event, fillSubject, readSubject, subjectPattern } from "./subject.ts";

const moved = event("game.v1.table.{table}.seat.{seat}.moved", text({ max: 10 }), "A move.");

describe("a subject with holes", () => {
  it("asks for one token per hole, by type", () => {
    expectTypeOf<At<typeof moved.subject>>().toEqualTypeOf<{ readonly table: string; readonly seat: string }>();
    expectTypeOf<At<"chain.v1.block.get">>().toEqualTypeOf<Record<never, string>>();
  });

  it("is filled and read back", () => {
    const at = { table: "7", seat: "0xab" };
    const filled = fillSubject(moved.subject, at);
    expect(filled).toBe("game.v1.table.7.seat.0xab.moved");
    expect(readSubject(moved.subject, filled)).toEqual(at);
  });

  it("leaves open holes to any token in a pattern", () => {
    expect(subjectPattern(moved.subject)).toBe("game.v1.table.*.seat.*.moved");
    expect(subjectPattern(moved.subject, { seat: "2" })).toBe("game.v1.table.*.seat.2.moved");
  });

  it.each(["", "a.b", "*", ">", "a b", "é", "x".repeat(101)])("refuses %j, which could change its shape", (table) => {
    expect(() => fillSubject(moved.subject, { table, seat: "1" })).toThrowError(
      expect.objectContaining({ code: errors.BadToken.code }),
    );
  });
});
