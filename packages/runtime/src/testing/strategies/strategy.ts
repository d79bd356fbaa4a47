/** Something that somebody may try, beside the same means used honestly. */
export interface Strategy {
  readonly name: string;
  readonly how: string;
  /** The most that it gains, in millionths: a thousandth unless it is said why more. */
  readonly most?: number;
  /** Plancks that it ends with. */
  readonly play: () => bigint;
  readonly honestly: () => bigint;
}

/** How much more a strategy ends with, in millionths of what honest work does; less, below zero. */
export function gainOf({ play, honestly }: Strategy): number {
  const [got, fair] = [play(), honestly()];
  return Number(((got - fair) * 1_000_000n) / fair);
}
