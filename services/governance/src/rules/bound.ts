/** An amount that is bound, and until which block; open as long as nobody ends it where that is absent. */
export interface Binding {
  readonly amount: bigint;
  readonly until: number | undefined;
}

/** From a block on so much is bound. */
export interface Step {
  readonly from: number;
  readonly amount: bigint;
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** How much is bound now, and from each later block on at which it is less: amounts overlap, the largest counts. */
export function boundFrom(bindings: readonly Binding[], now: number): Step[] {
  const at = (block: number): bigint =>
    bindings
      .filter(({ until }) => until === undefined || until > block)
      .map(({ amount }) => amount)
      .reduce(larger, 0n);
  const ends = bindings.flatMap(({ until }) => (until !== undefined && until > now ? [until] : []));
  const blocks = [now, ...[...new Set(ends)].sort((a, b) => a - b)];
  const steps = blocks.map((from) => ({ from, amount: at(from) }));
  return steps.filter(({ amount }, i) => i === 0 || amount !== steps[i - 1]?.amount);
}
