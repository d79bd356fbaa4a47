import { contracts } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import type { Context } from "../context.ts";
import { findTarget } from "../contracts/target.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha contract reclaim <contract> <message>` */
export async function reclaimValue(
  context: Context,
  target: string,
  message: bigint,
  { block, ...options }: SignerOptions & { readonly block: number },
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const { contract, told } = await findTarget(context, network, target, signer.accountId, { anyCode: true });
  const receipt = await contract.reclaim(signer, { block, message }, { preflight: true });
  const { value } = getEvent(receipt, contracts, "ValueReturned");
  context.output.result({ ...told, transaction: receipt.hash, block: receipt.block, message, value }, [
    `${formatAmount(value)} that command ${message} brought are back.`,
    `Transaction ${receipt.hash}`,
  ]);
}
