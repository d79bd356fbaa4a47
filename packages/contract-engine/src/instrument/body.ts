import { Reader } from "./bytes.ts";
import { type Instruction, readInstruction } from "./opcodes.ts";

/** Value types as the binary has them. */
export const i32 = 0x7f;
export const i64 = 0x7e;
const f64 = 0x7c;

/** A function of the module, decoded. */
export interface Body {
  /** Declarations of locals: how many of which type. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly instructions: readonly Instruction[];
  /** The function as it was. */
  readonly plain: Uint8Array;
}

/** Types of a function's parameters and results. */
export interface Signature {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export function readBody(bytes: Uint8Array): Body {
  const from = new Reader(bytes);
  const locals = from.list(() => [from.u32(), from.byte()] as const);
  const instructions: Instruction[] = [];
  while (!from.isDone) instructions.push(readInstruction(from));
  return { locals, instructions, plain: bytes };
}

/**
 * Stack that one more call of a function takes beside its own, in bytes. It stands for what the host keeps of a call: a
 * frame, and a word or two for each local.
 */
export function frameBytes({ parameters }: Signature, { locals }: Body): number {
  const words = (type: number): number => (type === i64 || type === f64 ? 2 : 1);
  const own = locals.reduce((sum, [count, type]) => sum + count * words(type), 0);
  const given = parameters.reduce((sum, type) => sum + words(type), 0);
  return 16 + Math.ceil((own + given) / 4) * 16; // stack pointers stay multiples of 16
}
