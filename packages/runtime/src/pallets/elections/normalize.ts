/**
 * Brings parts to a sum by moving all of them as little as possible: the smallest grow first, the largest shrink first.
 * `sp_arithmetic::normalize`.
 */
export function normalize(parts: readonly bigint[], target: bigint): bigint[] {
  const sum = parts.reduce((total, part) => total + part, 0n);
  if (sum === target || parts.length === 0) return [...parts];
  const places = parts
    .map((_, place) => place)
    .sort((a, b) => compare(parts[a] as bigint, parts[b] as bigint) || a - b);
  const sorted = places.map((place) => parts[place] as bigint);
  if (sum < target) grow(sorted, target - sum, target / BigInt(parts.length));
  else shrink(sorted, sum - target);
  const result = [...parts];
  for (const [at, place] of places.entries()) result[place] = sorted[at] as bigint;
  return result;
}

const compare = (a: bigint, b: bigint): number => (a === b ? 0 : a < b ? -1 : 1);

/** From the smallest on, each until it has `enough`. */
function grow(sorted: bigint[], by: bigint, enough: bigint): void {
  const count = BigInt(sorted.length);
  let at = 0;
  const add = (amount: bigint) => {
    const next = (sorted[at] as bigint) + amount;
    sorted[at] = next;
    if (next >= enough) at = (at + 1) % sorted.length;
  };
  if (by >= count) for (let i = 0n; i < count; i++) add(by / BigInt(sorted.length));
  for (let left = by % count; left > 0n; left--) add(1n);
}

/** From the largest on, each until it is as small as the smallest was. */
function shrink(sorted: bigint[], by: bigint): void {
  const count = BigInt(sorted.length);
  const least = sorted[0] as bigint;
  let at = sorted.length - 1;
  let left = by % count;
  const down = () => {
    at = at === 0 ? sorted.length - 1 : at - 1;
  };
  const take = (amount: bigint) => {
    const before = sorted[at] as bigint;
    const taken = before < amount ? before : amount;
    sorted[at] = before - taken;
    if (before - taken <= least) down();
    return amount - taken;
  };
  if (by >= count) for (let i = 0n; i < count; i++) left += take(by / BigInt(sorted.length));
  while (left > 0n) {
    if (sorted[at] === 0n) down();
    else left += take(1n) - 1n;
  }
}
