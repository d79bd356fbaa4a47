import { struct, type TypeOf, u128 } from "@pha/codec";
import { newtype } from "@pha/frame";

/** Amounts in plancks, 10⁻¹² PHA. */
export const Balance = u128;

/** One token in plancks. */
export const PHA = 1_000_000_000_000n;

/** What an account must keep to exist: 0.01 PHA. */
export const existentialDeposit = PHA / 100n;

/** Total supply at genesis: 1 000 000 000 PHA. */
export const initialIssuance = 1_000_000_000n * PHA;

/** Balances of one account: `free` may be spent but for what is `frozen`; `reserved` is on hold. */
export const AccountData = struct(
  {
    free: Balance,
    reserved: Balance,
    frozen: Balance,
    flags: newtype(u128, ["pallet_balances", "types", "ExtraFlags"]),
  },
  { path: ["pallet_balances", "types", "AccountData"] },
);
export type AccountData = TypeOf<typeof AccountData>;

/** `flags` of every account that exists: balances follow the rules of holds and freezes. */
export const newLogicFlag = 1n << 127n;
