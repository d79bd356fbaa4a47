/** The last number of a block, or of a tick, that there can be. */
export const lastNumber = 0xffff_ffff;

/** Ticks of a day: of 12 s each on the main network. */
export const dayTicks = 7_200;

/** So many blocks, or ticks, after a number: the last one where that would be beyond it, as in Substrate. */
export const saturatingAdd = (at: number, more: number): number => Math.min(at + more, lastNumber);

/** The next number after one that is a multiple of a period: hooks that ask for `now % period === 0` run then. */
export const nextMultiple = (period: number, now: number): number => (Math.floor(now / period) + 1) * period;

/** The block that comes so many after the present one, or the last. */
export const blockAfter = ({ block }: { readonly block: { readonly number: number } }, blocks: number): number =>
  saturatingAdd(block.number, blocks);
