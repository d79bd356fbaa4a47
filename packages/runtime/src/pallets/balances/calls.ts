import { implement } from "@pha/frame";
import { isAlive } from "../system/existence.ts";
import { lookup } from "../system/lookup.ts";
import { newLogicFlag } from "./account-data.ts";
import { release } from "./holds.ts";
import { accountOf, put, transfer } from "./ledger.ts";
import { reducible } from "./reducible.ts";
import { balances } from "./spec.ts";
import { setWithinSupply } from "./supply.ts";

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

  force_unreserve(env, { who, amount }) {
    const account = lookup(who);
    let left = amount;
    for (const { id, amount: held } of env.state.holds.get(account)) {
      release(env, account, id, left);
      if (left <= held) return;
      left -= held;
    }
  },

  upgrade_accounts(env, { who }) {
    for (const account of who) {
      const info = accountOf(env, account);
      if (!isAlive(info) || info.data.flags === newLogicFlag) continue;
      put(env, account, info, info.data);
      env.emit.Upgraded({ who: account });
    }
  },

  force_set_balance(env, { who, new_free }) {
    setWithinSupply(env, lookup(who), new_free);
  },

  force_adjust_total_issuance() {
    throw balances.errors.IssuanceIsFixed();
  },

  burn() {
    throw balances.errors.BurnRefused();
  },
});
