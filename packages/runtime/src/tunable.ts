import { type AnyType, bool, type Type, u8, u32, u128 } from "@pha/codec";
import { Balance, PHA } from "./pallets/balances/account-data.ts";
import { Permill } from "./pallets/balances/parts.ts";

/** A figure of a pallet that governance may set: within which bounds, both included, and what it means. */
export interface Tunable<T extends number | bigint | boolean, Y extends AnyType = Type<T>> {
  /** Among the pallet's, as `Tuning.set` encodes it; never used again. */
  readonly index: number;
  readonly type: Y;
  readonly min: T;
  readonly max: T;
  /** What it counts. */
  readonly unit: string;
  readonly doc: string;
}

/** One of any type. */
export type AnyTunable = Tunable<number | bigint | boolean, AnyType>;

/** Those of a pallet's figures, by their names. */
export type Tunables<F> = {
  readonly [N in keyof F]: F[N] extends number
    ? Tunable<number>
    : F[N] extends bigint
      ? Tunable<bigint>
      : Tunable<boolean>;
};

/** A year of blocks of twelve seconds: what is chosen wrongly can be chosen anew. */
const mostBlocks = 2_628_000;

/** A period: a block at least, unless it may be none. */
export const blocks = (index: number, doc: string, { min = 1, max = mostBlocks } = {}): Tunable<number> => ({
  ...{ index, type: u32, min, max, unit: "blocks" },
  doc,
});

/** A time: a tick at least, unless it may be none. */
export const ticks = (index: number, doc: string, { min = 1, max = mostBlocks } = {}): Tunable<number> => ({
  ...{ index, type: u32, min, max, unit: "ticks" },
  doc,
});

/** A number with 64 binary digits behind the point, as 2⁶⁴ times itself. */
export const fraction = (index: number, doc: string, { min = 0n, max }: Bounds): Tunable<bigint> => ({
  ...{ index, type: u128, min, max, unit: "2^-64" },
  doc,
});

interface Bounds {
  readonly min?: bigint;
  readonly max: bigint;
}

/** An amount of money, up to so many PHA. */
export const amount = (index: number, doc: string, { min = 0n, max = 1_000_000n * PHA } = {}): Tunable<bigint> => ({
  ...{ index, type: Balance, min, max, unit: "plancks" },
  doc,
});

/** How many of something. */
export const count = (index: number, doc: string, min: number, max: number): Tunable<number> => ({
  ...{ index, type: u32, min, max, unit: "" },
  doc,
});

/** A part of something, in millionths. */
export const millionths = (index: number, doc: string, max = 1_000_000): Tunable<number> => ({
  ...{ index, type: Permill, min: 0, max, unit: "millionths" },
  doc,
});

/** A part of something, in hundredths. */
export const hundredths = (index: number, doc: string): Tunable<number> => ({
  ...{ index, type: u8, min: 0, max: 100, unit: "hundredths" },
  doc,
});

/** Whether something is so. */
export const choice = (index: number, doc: string): Tunable<boolean> => ({
  ...{ index, type: bool, min: false, max: true, unit: "" },
  doc,
});
