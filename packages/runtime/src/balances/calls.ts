import type { AccountId, MultiAddress, TypeOf } from "@pha/codec";
import { errors, implement } from "@pha/frame";
import { accountOf, reducible, transfer } from "./ledger.ts";
import { balances } from "./spec.ts";

/**
 * The account that an address names.
 *
 * @throws `frame.CannotLookup`
 */
function lookup(address: TypeOf<typeof MultiAddress>): AccountId {
  if (address.type !== "Id") throw errors.CannotLookup({ given: address.type });
  return address.value;
}

export const balancesCalls = implement(balances, {
  transfer_allow_death(env, { dest, value }) {
    transfer(env, env.caller, lookup(dest), value, false);
  },

  force_transfer(env, { source, dest, value }) {
    transfer(env, lookup(source), lookup(dest), value, false);
  },

  transfer_keep_alive(env, { dest, value }) {
    transfer(env, env.caller, lookup(dest), value, true);
  },

  transfer_all(env, { dest, keep_alive }) {
    const amount = reducible(accountOf(env, env.caller), keep_alive);
    transfer(env, env.caller, lookup(dest), amount, keep_alive);
  },
});
