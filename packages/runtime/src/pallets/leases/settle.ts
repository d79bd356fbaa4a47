import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { accountOf, transfer } from "../balances/ledger.ts";
import { takeBack } from "../clusters/members.ts";
import { clusters } from "../clusters/spec.ts";
import { leasesAccount } from "./account.ts";
import { servingSince, ticksServed } from "./served.ts";
import { leases } from "./spec.ts";
import type { Lease } from "./types.ts";

/** @throws `Leases.UnknownLease` */
export function getLease(env: Env, id: number): Lease {
  const lease = env.of(leases).state.leases.get(id);
  if (!lease) throw leases.errors.UnknownLease({ lease: id });
  return lease;
}

/**
 * Pays a lease's operator for what its worker has served since that was counted last. What an account that is not there cannot
 * take stays in escrow, and is the tenant's again.
 */
export function countServed(env: Env, id: number, tick: number): Lease {
  const { state, emit } = env.of(leases);
  const lease = getLease(env, id);
  const behind = env.of(clusters).state.behind.get(lease.cluster);
  const ticks = ticksServed(lease, servingSince(lease, state.serving.get(lease.worker), behind), tick);
  const countedTo = Math.max(lease.countedTo, tick);
  if (ticks === 0) return { ...lease, countedTo };
  const due = BigInt(ticks) * lease.price;
  const isThere = accountOf(env, lease.operator).data.free + due >= existentialDeposit;
  const paid = isThere ? due : 0n;
  if (paid > 0n) transfer(env, leasesAccount, lease.operator, paid, true);
  emit.Served({ lease: id, ticks, paid });
  return {
    ...{ ...lease, countedTo, served: lease.served + ticks },
    ...{ paid: lease.paid + paid, escrow: lease.escrow - paid },
  };
}

/** Ends a lease of which all that was served is counted: the worker leaves the cluster, and the rest returns. */
export function endLease(env: Env, id: number, { worker, cluster, tenant, served, paid, escrow }: Lease): void {
  const { state, emit } = env.of(leases);
  state.leases.remove(id);
  forget(env, worker, id);
  takeBack(env, cluster, worker);
  transfer(env, leasesAccount, tenant, escrow, false);
  emit.Ended({ lease: id, worker, cluster, served, paid, returned: escrow });
}

function forget(env: Env, worker: Hex, id: number): void {
  const { ofWorker } = env.of(leases).state;
  const others = ofWorker.get(worker).filter((one) => one !== id);
  if (others.length > 0) ofWorker.put(worker, others);
  else ofWorker.remove(worker);
}
