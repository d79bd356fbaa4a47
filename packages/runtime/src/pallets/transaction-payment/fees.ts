import type { AccountId } from "@pha/codec";
import { type Env, readState, type StateView, type Weight } from "@pha/frame";
import { deposit, withdraw } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { validators } from "../validators/spec.ts";
import type { Figures } from "./figures.ts";
import { transactionPayment } from "./spec.ts";

/** The parts of a fee. */
export interface FeeParts {
  readonly base: bigint;
  readonly length: bigint;
  readonly weight: bigint;
}

/** What extrinsics cost in a state. */
export const pricesIn = (state: StateView): Figures => readState(transactionPayment, state).figures.get();

/** Fee for computation and proof, in plancks. */
export const weightFee = (prices: Figures, { ref_time, proof_size }: Weight): bigint =>
  (ref_time * prices.perMegaTime) / 1_000_000n + proof_size * prices.perProofByte;

/** Fee for an extrinsic's bytes, in plancks. */
export const lengthFee = (prices: Figures, bytes: number): bigint => BigInt(bytes) * prices.perByte;

/** The fee of an extrinsic of `bytes` bytes whose call has this weight, in parts. */
export const feeParts = (prices: Figures, weight: Weight, bytes: number): FeeParts => ({
  base: prices.base,
  length: lengthFee(prices, bytes),
  weight: weightFee(prices, weight),
});

/** The whole fee without tip. */
export const totalFee = ({ base, length, weight }: FeeParts): bigint => base + length + weight;

/** Takes fee and tip from an account before its call runs. */
export const chargeFee = (env: Env, who: AccountId, fee: bigint, tip: bigint): void => withdraw(env, who, fee + tip);

/** Gives back what a call turned out to weigh less. What an account that has ended cannot hold is burned. */
export const returnFee = (env: Env, who: AccountId, amount: bigint): void => deposit(env, who, amount);

/** Hands out what was taken: four fifths of the fee to the treasury, the rest and the tip to the author. */
export function shareFee(env: Env, who: AccountId, fee: bigint, tip: bigint): void {
  const toTreasury = (fee * 4n) / 5n;
  deposit(env, treasuryAccount, toTreasury);
  deposit(env, env.of(validators).state.beneficiary.get() ?? treasuryAccount, fee - toTreasury + tip);
  env.of(transactionPayment).emit.TransactionFeePaid({ who, actual_fee: fee + tip, tip });
}
