import { implement } from "@pha/frame";
import { accountOf, expectNoPallet, transfer } from "../balances/ledger.ts";
import { isPart } from "../balances/parts.ts";
import { lookup } from "../system/lookup.ts";
import { poolAccount } from "./account.ts";
import { cancelWithdrawal, claim, contribute, withdraw } from "./delegating.ts";
import { poolLimits } from "./limits.ts";
import { expectPool, expectPoolOwner, expectRunning, inSessions, keep, pay, putAndPay } from "./pools.ts";
import { expectOwnShares } from "./sessions.ts";
import { stakePools } from "./spec.ts";
import { newPool } from "./types.ts";
import { addWorker, offerWorker, removeWorker } from "./workers.ts";

const { errors } = stakePools;

export const stakePoolsCalls = implement(stakePools, {
  create(env, { commission }) {
    const { caller, state, emit } = env;
    expectCommission(commission);
    expectNoPallet(caller);
    const pool = state.count.get();
    state.count.put(pool + 1);
    state.pools.put(pool, newPool(caller, commission));
    transfer(env, caller, poolAccount(pool), keep, true);
    emit.PoolCreated({ pool, owner: caller, commission });
  },

  close(env, { pool: id }) {
    const { caller, state, emit } = env;
    const pool = expectPoolOwner(env, id, caller);
    expectRunning(pool);
    const { shares, openBatches, workers, commissionDue } = pool;
    if (shares > 0n || openBatches > 0 || workers > 0 || commissionDue > 0n)
      throw errors.NotEmpty({ shares, openBatches, workers, commissionDue });
    state.pools.remove(id);
    state.descriptions.remove(id);
    state.suspendedAt.remove(id);
    transfer(env, poolAccount(id), caller, accountOf(env, poolAccount(id)).data.free, false);
    emit.PoolClosed({ pool: id });
  },

  set_commission(env, { pool: id, commission }) {
    expectCommission(commission);
    env.state.pools.put(id, { ...expectPoolOwner(env, id, env.caller), commission });
    env.emit.CommissionSet({ pool: id, commission });
  },

  set_cap(env, { pool: id, cap }) {
    env.state.pools.put(id, { ...expectPoolOwner(env, id, env.caller), cap });
    env.emit.CapSet({ pool: id, cap });
  },

  describe(env, { pool: id, description }) {
    expectPoolOwner(env, id, env.caller);
    if (description.length > poolLimits.description) throw errors.DescriptionTooLong({ bytes: description.length });
    if (description.length === 0) env.state.descriptions.remove(id);
    else env.state.descriptions.put(id, description);
    env.emit.Described({ pool: id });
  },

  restrict(env, { pool: id, closed }) {
    env.state.pools.put(id, { ...expectPoolOwner(env, id, env.caller), closed });
    env.emit.Restricted({ pool: id, closed });
  },

  allow(env, { pool: id, who: address }) {
    const who = lookup(address);
    expectPoolOwner(env, id, env.caller);
    env.state.allowed.put(id, who, true);
    env.emit.Allowed({ pool: id, who });
  },

  disallow(env, { pool: id, who: address }) {
    const who = lookup(address);
    expectPoolOwner(env, id, env.caller);
    env.state.allowed.remove(id, who);
    env.emit.Disallowed({ pool: id, who });
  },

  contribute: (env, { pool, amount }) => contribute(env, pool, env.caller, amount),

  withdraw: (env, { pool, shares }) => withdraw(env, pool, env.caller, shares),

  cancel_withdrawal: (env, { pool }) => cancelWithdrawal(env, pool, env.caller),

  claim(env, { pool }) {
    claim(env, pool, env.caller);
  },

  pay_batch(env, { pool: id }) {
    const before = expectPool(env, id);
    expectRunning(before);
    const after = putAndPay(env, id, before);
    if (after.leaving === before.leaving && after.firstBatch === before.firstBatch) throw errors.NothingDue();
  },

  set_own_shares(env, { pool: id, shares }) {
    const { caller, state, emit } = env;
    const pool = expectPoolOwner(env, id, caller);
    const { shares: available } = state.delegations.get(caller, id);
    if (shares > available) throw errors.TooFewShares({ available, shares });
    if (shares < pool.own) {
      expectRunning(pool);
      expectOwnShares(env, pool, shares, inSessions(pool));
    }
    state.pools.put(id, { ...pool, own: shares });
    emit.OwnSharesSet({ pool: id, shares });
  },

  claim_commission(env, { pool: id }) {
    const pool = expectPoolOwner(env, id, env.caller);
    const { commissionDue: amount } = pool;
    if (amount === 0n) throw errors.NothingToClaim({ paid: amount });
    env.state.pools.put(id, { ...pool, commissionDue: 0n });
    pay(env, id, env.caller, amount);
    env.emit.CommissionClaimed({ pool: id, amount });
  },

  offer_worker: (env, { worker, pool }) => offerWorker(env, worker, pool, env.caller),

  add_worker: (env, { pool, worker }) => addWorker(env, pool, worker, env.caller),

  remove_worker: (env, { worker }) => removeWorker(env, worker, env.caller),
});

/** @throws `StakePools.BadCommission` */
function expectCommission(commission: number): void {
  if (!isPart(commission)) throw errors.BadCommission({ commission });
}
