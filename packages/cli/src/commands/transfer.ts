import { findEvent, makeCall } from "@pha/frame";
import { balances, transactionPayment } from "@pha/runtime/spec";
import { formatAmount, parseAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context, type ReceiverOptions } from "../context.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha transfer <to> <amount>` */
export async function transfer(
  context: Context,
  to: string,
  amount: string,
  { tip = "0", ...options }: SignerOptions & ReceiverOptions & { readonly tip?: string },
): Promise<void> {
  const value = parsePayment(amount);
  const plancksTip = parseAmount(tip);
  const dest = await context.receiver(to, options);
  const signer = await context.signer(options);
  const network = await context.connect();
  const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: dest }, value });
  const [waiting] = await Promise.all([
    network.waiting(signer.accountId),
    network.preflight(signer, call, { tip: plancksTip }),
  ]);
  const turn = waiting === 0 ? "" : `, behind ${waiting} of this account's`;
  context.output.progress(`signed and handed in${turn}; waiting for the validators`);
  const { hash, block, index, events } = await network.submit(signer, call, { tip: plancksTip });
  const fee = findEvent(events, transactionPayment, "TransactionFeePaid")?.actual_fee;

  const from = addressOf(network, signer.accountId);
  const receiver = addressOf(network, dest);
  context.output.result({ transaction: hash, block, index, from, to: receiver, amount: value, fee }, [
    `Sent ${formatAmount(value)} from ${from} to ${receiver}.`,
    `Final in block ${block.number}, certified by ${block.signers}/${block.validators} validators${fee === undefined ? "" : `; fee ${formatAmount(fee)}`}.`,
    `Transaction ${hash}`,
  ]);
}
