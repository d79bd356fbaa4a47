import { type Body, i32, i64, type Signature } from "./body.ts";
import { signed, sized, unsigned } from "./bytes.ts";
import { op } from "./opcodes.ts";
import { runPrices } from "./price.ts";

/** What meters a module's functions. */
export interface Meters {
  /** Indices of globals. */
  readonly gas: number;
  readonly pages: number;
  readonly stackPointer: number;
  /** Below this the stack pointer may not go. */
  readonly stackEnd: number;
  /** Functions whose price their callers pay. */
  readonly atCall: ReadonlyMap<number, number>;
}

/** Type of a block without a result. */
const noValue = 0x40;

/** Bytes that a unit of gas copies or fills: 2 to this power. */
const bulkShift = 3;

/**
 * The function with its price in it. Gas is held in a local and written back around calls; it is looked at where loops
 * begin and, in functions that may call themselves, at entry. Those also take `frame` bytes of the stack.
 */
export function meterBody(body: Body, { parameters, results }: Signature, frame: number, at: Meters): number[] {
  const price = runPrices(body, at.atCall);
  // Two locals of ours come after the function's own: the gas that is left, and a number that is needed twice.
  const first = parameters.length + body.locals.reduce((sum, [count]) => sum + count, 0);
  const [gas, spare] = [unsigned(first), unsigned(first + 1)];
  const stack = unsigned(at.stackPointer);

  const gasLess = (by: number) => [op.localGet, ...gas, op.i64Const, ...signed(by), op.i64Sub];
  const writeBack = [op.localGet, ...gas, op.globalSet, ...unsigned(at.gas)];
  const readAgain = [op.globalGet, ...unsigned(at.gas), op.localSet, ...gas];
  const trapIfSo = (before: readonly number[]) => [op.if, noValue, ...before, op.unreachable, op.end];
  /** Takes what lies on the operand stack as the gas that is left, and traps when that is too little. */
  const setAndLook = [op.localTee, ...gas, op.i64Const, 0, op.i64LtS, ...trapIfSo(writeBack)];
  const stackMoved = (move: number) => [op.globalGet, ...stack, op.i32Const, ...signed(frame), move];

  const out: number[] = [];
  const put = (bytes: Iterable<number>): void => {
    for (const byte of bytes) out.push(byte);
  };

  put(unsigned(body.locals.length + 2));
  for (const [count, type] of body.locals) put([...unsigned(count), type]);
  put([1, i64, 1, i32]);

  if (frame > 0) {
    put([...stackMoved(op.i32Sub), op.localTee, ...spare, op.globalSet, ...stack]);
    put([op.localGet, ...spare, op.i32Const, ...signed(at.stackEnd), op.i32LtU, ...trapIfSo([])]);
  }
  put([op.globalGet, ...unsigned(at.gas), op.i64Const, ...signed(price.get(0) ?? 0), op.i64Sub]);
  put(frame > 0 ? setAndLook : [op.localSet, ...gas]);

  // A block around all, which its `end` closes: whoever returns goes there.
  put([op.block, results[0] ?? noValue]);
  let depth = 0;
  let beginsLoop = false;
  for (const [place, { code, bytes, index }] of body.instructions.entries()) {
    const due = place === 0 ? undefined : price.get(place);
    if (beginsLoop) put([...gasLess(due ?? 0), ...setAndLook]);
    else if (due !== undefined) put([...gasLess(due), op.localSet, ...gas]);
    beginsLoop = code === op.loop;
    if (code === op.block || code === op.loop || code === op.if) depth++;
    if (code === op.end) depth--;
    if (code === op.return) put([op.br, ...unsigned(depth)]);
    else if (code === op.memorySize) put([op.globalGet, ...unsigned(at.pages)]);
    else if (code === op.memoryCopy || code === op.memoryFill) {
      const units = [op.localGet, ...spare, op.i32Const, bulkShift, op.i32ShrU, op.i64ExtendU];
      put([op.localTee, ...spare, op.localGet, ...gas, ...units, op.i64Sub, ...setAndLook, ...bytes]);
    } else if ((code === op.call && !at.atCall.has(index)) || code === op.callIndirect)
      put([...writeBack, ...bytes, ...readAgain]);
    else put(bytes);
  }
  put(writeBack);
  if (frame > 0) put([...stackMoved(op.i32Add), op.globalSet, ...stack]);
  out.push(op.end);
  return sized(out);
}
