import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signed } from "./bytes.ts";
import { instrument } from "./instrument.ts";
import { op } from "./opcodes.ts";
import { moduleOf, programs } from "./testing/programs.ts";
import { run } from "./testing/run.ts";

const plenty = 1e9;
const plan = { memoryPages: 2, firstPages: 1, stackBytes: 0x8000 };
const seven = [op.i32Const, 7];

describe("an instrumented module", () => {
  it("prices what it calls indirectly, however small", () => {
    const indirect = [...seven, op.i32Const, 0, op.callIndirect, 0, 0];
    const direct = [...seven, op.call, 2];
    const cost = (code: number[]) => plenty - run(moduleOf(code), plenty).gas;
    expect(cost(indirect) - cost(direct)).toBe(4);
  });

  it("does what it did before, and puts the stack back (property)", () => {
    fc.assert(
      fc.property(programs, (module) => {
        const [plain, metered] = [run(module), run(module, plenty)];
        expect({ ...metered, gas: 0, stackPointer: 0 }).toEqual({ ...plain, gas: 0, stackPointer: 0 });
        expect(metered.stackPointer).toBe(0x1fff0);
        expect(metered.gas).toBeLessThanOrEqual(plenty);
      }),
      { numRuns: 100 },
    );
  });

  it("cut at any gas has told the beginning of what it tells, and needs no more than it used (property)", () => {
    fc.assert(
      fc.property(programs, fc.double({ min: 0, max: 1, noNaN: true }), (module, part) => {
        const whole = run(module, plenty);
        const used = plenty - whole.gas;
        expect(run(module, used)).toEqual({ ...whole, gas: 0 });
        const cut = run(module, Math.floor(used * part * 0.999));
        expect(whole.told.slice(0, cut.told.length)).toEqual(cut.told);
        if (typeof cut.result === "number") expect(cut).toEqual({ ...whole, gas: cut.gas });
        else expect(cut.result).toBe("RuntimeError: unreachable");
        if (used > 0) expect(cut.gas).toBeLessThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it("ends an endless loop, an empty one too", () => {
    const { result, gas } = run(moduleOf([op.loop, 0x40, op.br, 0, op.end, ...seven]), 1_000);
    expect(result).toBe("RuntimeError: unreachable");
    expect(gas).toBeLessThan(0);
  });

  it("pays for a copy and a filling by their length, before they are made", () => {
    const fill = (length: number) => [op.i32Const, 0, ...seven, op.i32Const, ...signed(length), 0xfc, 11, 0, ...seven];
    const cost = (length: number) => plenty - run(moduleOf(fill(length)), plenty).gas;
    expect(cost(0x2000) - cost(0x1000)).toBe(0x1000 / 8);
    expect(run(moduleOf(fill(0x2000)), 300).memory).toBe(run(moduleOf(seven)).memory);
  });

  it("traps where calls nest too deep, by what they are and not by what the host can, with gas left", () => {
    const deep = (levels: number[]) => run(moduleOf([op.i32Const, ...levels, op.call, 3]), plenty);
    expect(deep([0x80, 0x02]).result).toBe(9);
    const ended = deep([0x80, 0x80, 0x02]);
    expect(ended.result).toBe("RuntimeError: unreachable");
    expect(ended.stackPointer).toBeLessThan(0x1fff0 - 0x8000);
    expect(ended.gas).toBeGreaterThan(0);
  });

  it("is told how large its memory is", () => {
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(instrument(moduleOf([op.memorySize, 0]), plan)),
      {
        a: { told: () => {}, memory: new WebAssembly.Memory({ initial: 2, maximum: 2 }) },
      },
    );
    expect((exports["main"] as (given: number) => number)(0)).toBe(1);
  });
});

it.each([
  ["growing memory", [...seven, 0x40, 0], /Opcode 0x40/],
  ["a vector", [0xfd, 12, ...Array(16).fill(0), 0x1a, ...seven], /Opcode 0xfd/],
  ["an atomic access", [...seven, 0xfe, 0x10, 2, 0], /Opcode 0xfe/],
  ["a reference", [0xd0, 0x70, 0x1a, ...seven], /Opcode 0xd0/],
  ["a tail call", [...seven, 0x12, 2], /Opcode 0x12/],
  ["copying a table", [...seven, ...seven, ...seven, 0xfc, 14, 0, 0, ...seven], /Opcode 0xfc0e/],
])("refuses %s", (_what, code, why) => {
  expect(() => instrument(moduleOf(code), plan)).toThrow(why);
});

it("refuses what is no module, a part of one, and another memory than it is told", () => {
  const module = moduleOf(seven);
  expect(() => instrument(new Uint8Array(9), plan)).toThrow("This is no WebAssembly");
  expect(() => instrument(module.slice(0, -3), plan)).toThrow("The module ends within something");
  expect(() => instrument(module, { ...plan, memoryPages: 1 })).toThrow("A memory of 2 to 1 pages cannot have 1");
  expect(() => instrument(module, { ...plan, stackBytes: 1 << 20 })).toThrow("The stack is shorter");
});
