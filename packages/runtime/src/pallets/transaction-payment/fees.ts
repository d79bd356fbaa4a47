import type { AccountId } from "@pha/codec";
import type { Call, Env, Weight } from "@pha/frame";
import { callSpecOf } from "../../pallets.ts";
import { deposit, withdraw } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { validators } from "../validators/spec.ts";
import { prices, transactionPayment } from "./spec.ts";

/** Calls that a call carries. */
export function nestedCalls(call: Call): readonly Call[] {
  const args = call.value.value as Record<string, Call | readonly Call[]>;
  return callSpecOf(call).nested.flatMap((name) => args[name] as Call | readonly Call[]);
}

/** What a call weighs, with all calls it carries. */
export function weigh(call: Call): Weight {
  const own = callSpecOf(call).weight;
  return nestedCalls(call)
    .map(weigh)
    .reduce(
      (sum, { ref_time, proof_size }) => ({
        ref_time: sum.ref_time + ref_time,
        proof_size: sum.proof_size + proof_size,
      }),
      own,
    );
}

/** The parts of a fee. */
export interface FeeParts {
  readonly base: bigint;
  readonly length: bigint;
  readonly weight: bigint;
}

/** What computation and proof cost, in plancks. */
export const weightFee = ({ ref_time, proof_size }: Weight): bigint =>
  (ref_time * prices.perMegaTime) / 1_000_000n + proof_size * prices.perProofByte;

/** What bytes cost, in plancks. */
export const lengthFee = (bytes: number): bigint => BigInt(bytes) * prices.perByte;

/** The fee of an extrinsic of `bytes` bytes that carries `call`, in parts. */
export const feeParts = (call: Call, bytes: number): FeeParts => ({
  base: prices.base,
  length: lengthFee(bytes),
  weight: weightFee(weigh(call)),
});

/** The whole fee without tip. */
export const totalFee = ({ base, length, weight }: FeeParts): bigint => base + length + weight;

/** Takes fee and tip from an account before its call runs. */
export const chargeFee = (env: Env, who: AccountId, fee: bigint, tip: bigint): void => withdraw(env, who, fee + tip);

/** Hands out what was taken: four fifths of the fee to the treasury, the rest and the tip to the author. */
export function shareFee(env: Env, who: AccountId, fee: bigint, tip: bigint): void {
  const toTreasury = (fee * 4n) / 5n;
  deposit(env, treasuryAccount, toTreasury);
  deposit(env, env.of(validators).state.beneficiary.get() ?? treasuryAccount, fee - toTreasury + tip);
  env.of(transactionPayment).emit.TransactionFeePaid({ who, actual_fee: fee + tip, tip });
}
