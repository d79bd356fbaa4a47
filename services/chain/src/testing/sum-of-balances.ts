import { decode } from "@pha/codec";
import { itemPrefix } from "@pha/frame";
import { AccountInfo } from "@pha/runtime/spec";
import type { StateAt } from "../ledger/ledger.ts";

/** Everything that all accounts have, free and reserved. */
export async function sumOfBalances(state: StateAt): Promise<bigint> {
  const keys = await state.keys(itemPrefix("System", "Account"), undefined, 100_000);
  let sum = 0n;
  for (const value of (await state.getMany(keys)).values()) {
    if (!value) continue;
    const { data } = decode(AccountInfo, value);
    sum += data.free + data.reserved;
  }
  return sum;
}
