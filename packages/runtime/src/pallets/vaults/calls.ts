import { implement } from "@pha/frame";
import { accountOf, expectNoPallet, transfer } from "../balances/ledger.ts";
import { isPart } from "../balances/parts.ts";
import { keep } from "../stake-pools/pools.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { vaultAccount } from "./account.ts";
import { cancelWithdrawal, claim, contribute, takeFee, withdraw } from "./delegating.ts";
import { cancelDivestment, collect, divest, forceDivest, invest } from "./investing.ts";
import { vaults } from "./spec.ts";
import { newVault } from "./types.ts";
import { expectVault, expectVaultOwner, putAndPay, value } from "./vaults.ts";

const { errors } = vaults;

export const vaultsCalls = implement(vaults, {
  create(env, { commission }) {
    const { caller, state, emit } = env;
    expectCommission(commission);
    expectNoPallet(caller);
    const vault = state.count.get();
    state.count.put(vault + 1);
    state.vaults.put(vault, newVault(caller, commission));
    transfer(env, caller, vaultAccount(vault), keep, true);
    emit.VaultCreated({ vault, owner: caller, commission });
  },

  close(env, { vault: id }) {
    const { caller, state, emit } = env;
    const { shares, openBatches } = expectVaultOwner(env, id, caller);
    const pools = env.of(stakePools).state.delegatedTo.get(vaultAccount(id)).length;
    if (shares > 0n || openBatches > 0 || pools > 0) throw errors.NotEmpty({ shares, openBatches, pools });
    state.vaults.remove(id);
    transfer(env, vaultAccount(id), caller, accountOf(env, vaultAccount(id)).data.free, false);
    emit.VaultClosed({ vault: id });
  },

  set_commission(env, { vault: id, commission }) {
    expectCommission(commission);
    const { vault, worth } = value(env, id, expectVaultOwner(env, id, env.caller));
    // What was gained by now would be shared by the new commission when it is counted.
    if (worth.isSuspended) throw stakePools.errors.Suspended({ vault: id });
    env.state.vaults.put(id, { ...vault, commission });
    env.emit.CommissionSet({ vault: id, commission });
  },

  contribute: (env, { vault, amount }) => contribute(env, vault, env.caller, amount),

  withdraw: (env, { vault, shares }) => withdraw(env, vault, env.caller, shares),

  cancel_withdrawal: (env, { vault }) => cancelWithdrawal(env, vault, env.caller),

  claim: (env, { vault }) => claim(env, vault, env.caller),

  pay_batch(env, { vault: id }) {
    const valued = value(env, id, expectVault(env, id));
    const after = putAndPay(env, id, valued);
    if (after.leaving === valued.vault.leaving && after.firstBatch === valued.vault.firstBatch)
      throw errors.NothingDue();
  },

  invest: (env, { vault, pool, amount }) => invest(env, vault, env.caller, pool, amount),

  divest: (env, { vault, pool, shares }) => divest(env, vault, env.caller, pool, shares),

  cancel_divestment: (env, { vault, pool }) => cancelDivestment(env, vault, env.caller, pool),

  collect: (env, { vault, pool }) => collect(env, vault, pool),

  force_divest: (env, { vault, pool }) => forceDivest(env, vault, pool),

  take_fee: (env, { vault }) => takeFee(env, vault, env.caller),
});

/** @throws `Vaults.BadCommission` */
function expectCommission(commission: number): void {
  if (!isPart(commission)) throw errors.BadCommission({ commission });
}
