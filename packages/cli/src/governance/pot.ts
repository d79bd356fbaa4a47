import { type Call, readState, type StateView } from "@pha/frame";
import { reducible, system, treasuryAccount } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import type { Context } from "../context.ts";

/** What the treasury can spend, in plancks. */
export const readPot = (view: StateView): bigint =>
  reducible(readState(system, view).account.get(treasuryAccount), true);

/** Says that the treasury has not so much: what is approved waits until it has. */
export async function warnOfPot({ output }: Context, network: Network, asked: bigint): Promise<void> {
  const pot = await network.read(readPot);
  if (asked > pot)
    output.progress(
      `the treasury can spend ${formatAmount(pot)}: ${formatAmount(asked)} would wait until it has as much`,
    );
}

/** What a call, or one that it carries, takes from the treasury by itself. */
export function spentBy(part: unknown): bigint {
  if (typeof part !== "object" || part === null || ArrayBuffer.isView(part)) return 0n;
  const { type, value } = part as Partial<Call>;
  if (type === "Treasury" && value?.type === "spend") return (value.value as { readonly amount: bigint }).amount;
  return Object.values(part).reduce((sum: bigint, one) => sum + spentBy(one), 0n);
}
