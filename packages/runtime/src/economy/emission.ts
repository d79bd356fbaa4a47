/** Ticks until what is paid falls by a quarter: 180 days of the usual ones. */
export const reductionTicks = 1_296_000;

/**
 * What the ticks from `from` up to before `to` pay, in plancks, where a tick pays `budget` before any reduction: three
 * quarters of it after 180 days, three quarters of that after another 180. With 100 PHA a tick it is 518.4 million PHA in
 * all.
 */
export function emission(budget: bigint, from: number, to: number): bigint {
  let sum = 0n;
  for (let at = from; at < to; ) {
    const times = Math.floor(at / reductionTicks);
    const rate = (budget * 3n ** BigInt(times)) >> BigInt(2 * times);
    if (rate === 0n) break;
    const next = Math.min((times + 1) * reductionTicks, to);
    sum += rate * BigInt(next - at);
    at = next;
  }
  return sum;
}
