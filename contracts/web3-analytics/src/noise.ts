/** Gives so many unpredictable bytes. */
export type Random = (length: number) => Uint8Array;

/**
 * Noise of the discrete Laplace distribution: the integer x with a probability proportional to exp(-|x| · per / scale).
 * Sampled exactly, by integers alone: no rounding of a logarithm tells anything.
 *
 * @param scale - the most that one person changes, in the same parts of one as `per`: of thousandths, 1,000 · sensitivity
 * @param per - epsilon, in those parts
 * @see Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1 and 2
 */
export function laplace(scale: number, per: number, random: Random): number {
  for (;;) {
    const u = below(scale, random);
    if (!decays(u, scale, random)) continue;
    let steps = 0;
    while (decays(1, 1, random)) steps++;
    const size = Math.floor((u + scale * steps) / per);
    const isNegative = below(2, random) === 1;
    if (isNegative && size === 0) continue; // zero would come twice as often
    return isNegative ? -size : size;
  }
}

/** True with the probability exp(-part / of), for parts up to the whole. */
function decays(part: number, of: number, random: Random): boolean {
  let tries = 1;
  while (below(of * tries, random) < part) tries++;
  return tries % 2 === 1;
}

/** A number below another, each as probable, up to 2^48. */
function below(most: number, random: Random): number {
  const length = Math.max(1, Math.ceil(Math.log2(most) / 8));
  const end = 256 ** length - (256 ** length % most);
  for (;;) {
    const drawn = random(length).reduce((sum, byte) => sum * 256 + byte, 0);
    if (drawn < end) return drawn % most;
  }
}
