import type { AccountId, Hex } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import { type Call, readState } from "@pha/frame";
import { existentialDeposit, system } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "./amounts.ts";
import { addressOf } from "./context.ts";
import { errors } from "./errors.ts";

/** A payment as it is about to be signed. */
export interface Payment {
  readonly from: { readonly accountId: Hex; readonly scheme: Scheme };
  readonly to: AccountId;
  readonly call: Call;
  readonly amount: bigint;
  readonly tip: bigint;
}

/**
 * Finds out whether a payment can succeed before it is signed: one that fails in a block costs its fee all the same.
 *
 * @returns how many transactions of the account wait before it
 * @throws `cli.InsufficientBalance`, `cli.BelowExistentialDeposit`
 */
export async function preflight(network: Network, { from, to, call, amount, tip }: Payment): Promise<number> {
  const [fee, waiting, [payer, receiver]] = await Promise.all([
    network.fee(from, call),
    network.waiting(from.accountId),
    network.read((state) => {
      const { account } = readState(system, state);
      return [account.get(from.accountId).data, account.get(to).data] as const;
    }),
  ]);
  if (spendable(payer) < amount + fee + tip)
    throw errors.InsufficientBalance({
      account: addressOf(network, from.accountId),
      has: formatAmount(payer.free),
      amount: formatAmount(amount),
      fee: formatAmount(fee + tip),
      stays: formatAmount(payer.free - spendable(payer)),
    });
  if (receiver.free + receiver.reserved === 0n && amount < existentialDeposit)
    throw errors.BelowExistentialDeposit({
      account: addressOf(network, to),
      amount: formatAmount(amount),
      least: formatAmount(existentialDeposit),
    });
  return waiting;
}

interface Balances {
  readonly free: bigint;
  readonly reserved: bigint;
  readonly frozen: bigint;
}

/** What of a balance can leave an account that stays: not its existential deposit, nor what locks forbid to spend. */
function spendable({ free, reserved, frozen }: Balances): bigint {
  const locked = frozen > reserved ? frozen - reserved : 0n;
  const stays = locked > existentialDeposit ? locked : existentialDeposit;
  return free > stays ? free - stays : 0n;
}
