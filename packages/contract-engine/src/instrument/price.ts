import type { Body } from "./body.ts";
import { op } from "./opcodes.ts";

/** Most gas of a function whose price its callers pay, for all that it has. */
const mostAtCall = 100;

/** What keeps a function from being priced at its calls: what it costs is not known before it runs. */
const unforeseen = new Set<number>([
  ...[op.loop, op.callIndirect, op.memoryCopy, op.memoryFill, op.memorySize, op.unreachable],
]);

/**
 * Small functions that only compute, and what each call of them costs: they have no loop and call none but their like. Those
 * that call others of them are found after these. None of `outer`: they are called without the callers' knowing.
 *
 * @param first - number of the first of the bodies
 */
export function pricesAtCall(
  bodies: readonly Body[],
  first: number,
  outer: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let before = -1; found.size > before; ) {
    before = found.size;
    for (const [index, body] of bodies.entries()) {
      const gas = outer.has(first + index) ? undefined : priceAtCall(body, found);
      if (gas !== undefined) found.set(first + index, gas);
    }
  }
  return found;
}

function priceAtCall({ instructions }: Body, found: ReadonlyMap<number, number>): number | undefined {
  let gas = 0;
  for (const { code, gas: own, index } of instructions) {
    const called = code === op.call ? found.get(index) : 0;
    if (unforeseen.has(code) || called === undefined) return undefined;
    gas += own + called;
  }
  return gas <= mostAtCall ? gas : undefined;
}

/** A run of at most so much gas is paid for with the run before it, whether it is reached or not. */
const mostAhead = 10;

/** Where a straight run ends: control may come from elsewhere, or go elsewhere. */
const ends = new Set<number>([
  ...[op.loop, op.if, op.else, op.end, op.br, op.brIf, op.brTable, op.return, op.unreachable],
]);

/** Gas of each straight run of instructions, by the index of its first. */
export function runPrices({ instructions }: Body, atCall: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
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
