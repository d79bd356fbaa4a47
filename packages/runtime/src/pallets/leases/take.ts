import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { lendTo } from "../clusters/members.ts";
import { tickOf } from "../timestamp/clock.ts";
import { leasesAccount } from "./account.ts";
import { leases } from "./spec.ts";
import type { Offer } from "./types.ts";

const { errors } = leases;

interface Taking {
  readonly tenant: AccountId;
  readonly worker: Hex;
  readonly cluster: number;
  readonly ticks: number;
  /** The most that it may cost, a tick. */
  readonly price: bigint;
}

/**
 * Brings one worker into a tenant's cluster, and puts up what that costs if it always serves; and a deposit, which keeps the
 * pallet's account whatever is paid.
 *
 * @throws `Leases.NotOffered`, `PriceTooHigh`, `NotServing`, `NoPlace`, `Clusters.AlreadyThere`, `Clusters.Full`, and what
 *   {@link transfer} throws
 */
export function takeWorker(env: Env, { tenant, worker, cluster, ticks, price: most }: Taking): void {
  const { state, emit } = env.of(leases);
  const { operator, price, places } = expectOffer(env, worker);
  if (price > most) throw errors.PriceTooHigh({ worker, asked: price });
  if (!state.serving.has(worker)) throw errors.NotServing({ worker });
  const others = state.ofWorker.get(worker);
  if (others.length >= places) throw errors.NoPlace({ worker, places });
  lendTo(env, cluster, worker);

  const from = tickOf(env);
  const until = from + ticks;
  const escrow = BigInt(ticks) * price + existentialDeposit;
  transfer(env, tenant, leasesAccount, escrow, true);
  const lease = state.count.get();
  state.count.put(lease + 1);
  state.leases.put(lease, {
    ...{ tenant, operator, worker, cluster, price, from, until, escrow },
    ...{ leaving: false, countedTo: from, served: 0, paid: 0n },
  });
  state.ofWorker.put(worker, [...others, lease]);
  emit.Taken({ lease, worker, tenant, cluster, price, from, until, escrow });
}

/** An offer by who operates the worker now. @throws `Leases.NotOffered` */
function expectOffer(env: Env, worker: Hex): Offer {
  const offer = env.of(leases).state.offers.get(worker);
  if (!offer || !workerOf(env, worker, "Miner", offer.operator)) throw errors.NotOffered({ worker });
  return offer;
}
