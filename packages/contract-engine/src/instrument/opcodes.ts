import type { Reader } from "./bytes.ts";

/** What follows an opcode in the code. */
type Immediate =
  | "block"
  | "index"
  | "branches"
  | "indirect"
  | "memory"
  | "signed"
  | "four"
  | "eight"
  | "zero"
  | "zeros"
  | "none";

/** The opcodes that instrumentation looks at. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  i32Const: 0x41,
  i64Const: 0x42,
  i32LtU: 0x49,
  i64LtS: 0x53,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32ShrU: 0x76,
  i64Sub: 0x7d,
  i64ExtendU: 0xad,
  memoryCopy: 0xfc0a,
  memoryFill: 0xfc0b,
} as const;

/** Opcodes from first to last, what follows them, and the gas of each. Others are refused. */
const ranges: readonly (readonly [first: number, last: number, immediate: Immediate, gas: number])[] = [
  [0x00, 0x01, "none", 0], // unreachable, nop
  [0x02, 0x03, "block", 0],
  [0x04, 0x04, "block", 1],
  [0x05, 0x05, "none", 0],
  [0x0b, 0x0b, "none", 0],
  [0x0c, 0x0d, "index", 1],
  [0x0e, 0x0e, "branches", 2],
  [0x0f, 0x0f, "none", 1],
  [0x10, 0x10, "index", 4],
  [0x11, 0x11, "indirect", 8],
  [0x1a, 0x1a, "none", 0], // drop
  [0x1b, 0x1b, "none", 1],
  [0x20, 0x22, "index", 0], // locals
  [0x23, 0x24, "index", 1], // globals
  [0x28, 0x3e, "memory", 1], // loads, stores
  [0x3f, 0x3f, "zero", 1], // memory.size
  [0x41, 0x42, "signed", 0],
  [0x43, 0x43, "four", 0],
  [0x44, 0x44, "eight", 0],
  [0x45, 0x6c, "none", 1], // comparisons; i32: clz … mul
  [0x6d, 0x70, "none", 8], // i32: div, rem
  [0x71, 0x7e, "none", 1],
  [0x7f, 0x82, "none", 16], // i64: div, rem
  [0x83, 0x90, "none", 1],
  [0x91, 0x94, "none", 2], // f32
  [0x95, 0x95, "none", 6], // f32.div
  [0x96, 0x9e, "none", 2],
  [0x9f, 0x9f, "none", 8], // f64.sqrt
  [0xa0, 0xa2, "none", 2],
  [0xa3, 0xa3, "none", 6], // f64.div
  [0xa4, 0xa6, "none", 2],
  [0xa7, 0xc4, "none", 1], // conversions, sign extension
  [0xfc00, 0xfc07, "none", 2], // saturating conversions
  [0xfc0a, 0xfc0a, "zeros", 8], // memory.copy, and its length
  [0xfc0b, 0xfc0b, "zero", 8], // memory.fill, and its length
];

const opcodes = new Map<number, { readonly immediate: Immediate; readonly gas: number }>();
for (const [first, last, immediate, gas] of ranges)
  for (let code = first; code <= last; code++) opcodes.set(code, { immediate, gas });

/** One instruction as it stands in the code. */
export interface Instruction {
  readonly code: number;
  readonly gas: number;
  /** All its bytes. */
  readonly bytes: Uint8Array;
  /** Function of a call, type of an indirect one, label of a branch. */
  readonly index: number;
}

/** Reads one instruction; refuses what it does not know. */
export function readInstruction(from: Reader): Instruction {
  const start = from.at;
  const first = from.byte();
  const code = first === 0xfc ? 0xfc00 + from.u32() : first;
  const known = opcodes.get(code);
  if (!known) throw new Error(`Opcode 0x${code.toString(16)} at byte ${start} is none that has a price`);
  const index = readImmediate(from, known.immediate);
  return { code, gas: known.gas, bytes: from.since(start), index };
}

function readImmediate(from: Reader, immediate: Immediate): number {
  switch (immediate) {
    case "index":
      return from.u32();
    case "indirect": {
      const type = from.u32();
      if (from.byte() !== 0) throw new Error("There is one table");
      return type;
    }
    case "branches":
      from.list(() => from.u32());
      return from.u32();
    case "memory":
      from.u32();
      return from.u32();
    case "block":
    case "signed":
      from.skipSigned();
      return 0;
    default:
      from.take({ four: 4, eight: 8, zero: 1, zeros: 2, none: 0 }[immediate]);
      return 0;
  }
}
