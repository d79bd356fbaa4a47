import { implement } from "@pha/frame";
import { lookup } from "../system/lookup.ts";
import { accountOf, reducible, setFree, transfer } from "./ledger.ts";
import { balances } from "./spec.ts";

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

  force_set_balance(env, { who, new_free }) {
    setFree(env, lookup(who), new_free);
  },
});
