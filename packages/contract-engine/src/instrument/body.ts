import { Reader, signed, sized, unsigned } from "./bytes.ts";
import { type Instruction, op, readInstruction } from "./opcodes.ts";

/** Value types as the binary has them. */
export const i32 = 0x7f;
export const i64 = 0x7e;
const f64 = 0x7c;
const noValue = 0x40;

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

/** Indices of the globals that meter. */
export interface Meters {
  readonly gas: number;
  readonly pages: number;
  readonly stackPointer: number;
  /** Below this the stack pointer may not go. */
  readonly stackEnd: number;
  /** Functions whose price their callers pay. */
  readonly atCall: ReadonlyMap<number, number>;
}

/** Bytes that a unit of gas copies or fills: 2 to this power. */
const bulkShift = 3;

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

/** Most gas of a function whose price its callers pay, for all that it has. */
const mostAtCall = 100;

/**
 * Gas of a small function that only computes: it has no loop, calls none but its like, and its price is part of every call
 * of it. `atCall` has those found before.
 */
export function priceAtCall({ instructions }: Body, atCall: ReadonlyMap<number, number>): number | undefined {
  const hard = new Set<number>([op.loop, op.callIndirect, op.memoryCopy, op.memoryFill, op.memorySize, op.unreachable]);
  let gas = 0;
  for (const { code, gas: own, index } of instructions) {
    const called = code === op.call ? atCall.get(index) : 0;
    if (hard.has(code) || called === undefined) return undefined;
    gas += own + called;
  }
  return gas <= mostAtCall ? gas : undefined;
}

/** A run of at most so much gas is paid for with the run before it, whether it is reached or not. */
const mostAhead = 10;

/**
 * Gas of each straight run of instructions, by the index of its first. One ends where control may come from elsewhere, or
 * go elsewhere.
 */
function runs({ instructions }: Body, atCall: ReadonlyMap<number, number>): Map<number, number> {
  const ends = new Set<number>([
    op.loop,
    op.if,
    op.else,
    op.end,
    op.br,
    op.brIf,
    op.brTable,
    op.return,
    op.unreachable,
  ]);
  const found = new Map<number, number>();
  let [first, gas] = [0, 0];
  /** Where the run is paid for that control came from, when it came from nowhere else. */
  let before: number | undefined;
  for (const [place, { code, gas: own, index }] of instructions.entries()) {
    gas += own + (code === op.call ? (atCall.get(index) ?? 0) : 0);
    if (!ends.has(code)) continue;
    const at = before !== undefined && gas <= mostAhead ? before : first;
    if (gas > 0) found.set(at, (found.get(at) ?? 0) + gas);
    before = code === op.brIf || code === op.if ? at : undefined;
    [first, gas] = [place + 1, 0];
  }
  return found;
}

/**
 * The function with its price in it. Gas is held in a local and written back around calls; it is looked at where loops
 * begin and, in functions that may call themselves, at entry. Those also take `frame` bytes of the stack.
 */
export function meterBody(body: Body, { parameters, results }: Signature, frame: number, at: Meters): number[] {
  const held = parameters.length + body.locals.reduce((sum, [count]) => sum + count, 0);
  const length = held + 1;
  const price = runs(body, at.atCall);
  const take = (gas: number) => [op.localGet, ...unsigned(held), op.i64Const, ...signed(gas), op.i64Sub];
  const writeBack = [op.localGet, ...unsigned(held), op.globalSet, ...unsigned(at.gas)];
  const readAgain = [op.globalGet, ...unsigned(at.gas), op.localSet, ...unsigned(held)];
  const test = [op.localTee, ...unsigned(held), op.i64Const, 0, op.i64LtS, op.if, noValue, ...writeBack];
  const look = [...test, op.unreachable, op.end];
  const stack = unsigned(at.stackPointer);
  const moved = (move: number) => [op.globalGet, ...stack, op.i32Const, ...signed(frame), move];

  const out: number[] = [];
  const put = (bytes: Iterable<number>): void => {
    for (const byte of bytes) out.push(byte);
  };
  put(unsigned(body.locals.length + 2));
  for (const [count, type] of body.locals) put([...unsigned(count), type]);
  put([1, i64, 1, i32]);

  if (frame > 0) {
    put([
      ...moved(op.i32Sub),
      op.localTee,
      ...unsigned(length),
      op.globalSet,
      ...stack,
      op.localGet,
      ...unsigned(length),
    ]);
    put([op.i32Const, ...signed(at.stackEnd), op.i32LtU, op.if, noValue, op.unreachable, op.end]);
  }
  put([op.globalGet, ...unsigned(at.gas), op.i64Const, ...signed(price.get(0) ?? 0), op.i64Sub]);
  put(frame > 0 ? look : [op.localSet, ...unsigned(held)]);
  put([op.block, results[0] ?? noValue]);

  let depth = 0;
  let isLoop = false;
  for (const [place, { code, bytes, index }] of body.instructions.entries()) {
    const gas = place === 0 ? undefined : price.get(place);
    if (isLoop) put([...take(gas ?? 0), ...look]);
    else if (gas !== undefined) put([...take(gas), op.localSet, ...unsigned(held)]);
    isLoop = code === op.loop;
    if (code === op.block || code === op.loop || code === op.if) depth++;
    if (code === op.end) depth--;
    if (code === op.return) put([op.br, ...unsigned(depth)]);
    else if (code === op.memorySize) put([op.globalGet, ...unsigned(at.pages)]);
    else if (code === op.memoryCopy || code === op.memoryFill) {
      const units = [op.localGet, ...unsigned(length), op.i32Const, bulkShift, op.i32ShrU, op.i64ExtendU, op.i64Sub];
      put([op.localTee, ...unsigned(length), op.localGet, ...unsigned(held), ...units, ...look, ...bytes]);
    } else if ((code === op.call && !at.atCall.has(index)) || code === op.callIndirect) {
      put(writeBack);
      put(bytes);
      put(readAgain);
    } else put(bytes);
  }
  put(writeBack);
  if (frame > 0) put([...moved(op.i32Add), op.globalSet, ...stack]);
  out.push(op.end);
  return sized(out);
}
