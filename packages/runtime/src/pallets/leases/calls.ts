import { utf8 } from "@pha/codec";
import { implement } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { transfer } from "../balances/ledger.ts";
import { ownCluster } from "../clusters/members.ts";
import { hourTicks } from "../stake-pools/figures.ts";
import { tickOf } from "../timestamp/clock.ts";
import { leasesAccount } from "./account.ts";
import { leaseLimits } from "./limits.ts";
import { putOffer, removeOffer } from "./offers.ts";
import { countServed, endLease, getLease } from "./settle.ts";
import { leases } from "./spec.ts";
import { takeWorker } from "./take.ts";

const { errors } = leases;

export const leasesCalls = implement(leases, {
  offer(env, { worker, price, places, memoryMib, region }) {
    const { caller: operator, emit } = env;
    if (!workerOf(env, worker, "Miner", operator)) throw errors.NotOperator();
    const isUsual = price <= leaseLimits.price && places >= 1 && places <= leaseLimits.leases;
    if (!isUsual || utf8(region).length > leaseLimits.region) throw errors.BadOffer();
    putOffer(env, worker, { operator, price, places, memoryMib, region });
    emit.Offered({ worker, operator, price, places, memoryMib, region });
  },

  withdraw_offer(env, { worker }) {
    const offer = env.state.offers.get(worker);
    if (!offer) throw errors.NotOffered({ worker });
    if (offer.operator !== env.caller) throw errors.NotOperator();
    removeOffer(env, worker, offer);
    env.emit.OfferWithdrawn({ worker });
  },

  take(env, { cluster, workers, ticks, price }) {
    const count = workers.length;
    if (count < 1 || count > leaseLimits.workers) throw errors.BadCount({ count, max: leaseLimits.workers });
    expectPeriod(ticks);
    ownCluster(env, cluster, env.caller);
    for (const worker of workers) takeWorker(env, { tenant: env.caller, worker, cluster, ticks, price });
  },

  renew(env, { lease: id, ticks }) {
    const { caller, state, emit } = env;
    const lease = getLease(env, id);
    const { tenant, worker, price } = lease;
    const now = tickOf(env);
    if (caller !== tenant) throw errors.NotTenant();
    if (lease.leaving || now >= lease.until) throw errors.Leaving({ until: lease.until });
    const offer = state.offers.get(worker);
    if (offer?.operator !== lease.operator) throw errors.NotOffered({ worker });
    if (offer.price > price) throw errors.PriceTooHigh({ worker, asked: offer.price });
    const until = lease.until + ticks;
    expectPeriod(ticks);
    expectPeriod(until - now);

    const more = BigInt(ticks) * price;
    transfer(env, tenant, leasesAccount, more, true);
    const escrow = lease.escrow + more;
    state.leases.put(id, { ...lease, until, escrow });
    emit.Renewed({ lease: id, until, escrow });
  },

  end(env, { lease: id }) {
    const { tenant, until } = getLease(env, id);
    const now = tickOf(env);
    if (env.caller !== tenant && now < until) throw errors.NotTenant({ until });
    endLease(env, id, countServed(env, id, now));
  },

  leave(env, { lease: id }) {
    const lease = getLease(env, id);
    if (env.caller !== lease.operator) throw errors.NotOperator();
    const notice = tickOf(env) + hourTicks;
    if (lease.leaving || notice >= lease.until) throw errors.Leaving({ until: lease.until });
    env.state.leases.put(id, { ...lease, until: notice, leaving: true });
    env.emit.NoticeGiven({ lease: id, until: notice });
  },
});

/** @throws `Leases.BadPeriod` */
function expectPeriod(ticks: number): void {
  if (ticks < 1 || ticks > leaseLimits.ticks) throw errors.BadPeriod({ ticks, max: leaseLimits.ticks });
}
