import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { attestation } from "../pallets/attestation/spec.ts";
import { clusters } from "../pallets/clusters/spec.ts";
import { computation } from "../pallets/computation/spec.ts";
import { servingSince, ticksServed } from "../pallets/leases/served.ts";
import { leases } from "../pallets/leases/spec.ts";
import type { Lease, Offer } from "../pallets/leases/types.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";

/** A worker that is offered, with what the ledger knows of it. */
interface OfferShown extends Offer {
  readonly worker: Hex;
  /** How many tenants it has. */
  readonly taken: number;
  /** Whether it computes and answers: only such a one is taken. */
  readonly serving: boolean;
  /** What its benchmark came to. */
  readonly p: number | undefined;
  /** Level by which its platform is trusted: 1 is the most. */
  readonly confidence: number | undefined;
}

/** A lease that has not ended, with what its next settlement would pay. */
export interface LeaseShown extends Lease {
  readonly lease: number;
  readonly serving: boolean;
  readonly pending: bigint;
  /** When it is over: milliseconds since 1970. */
  readonly untilMs: bigint;
}

/** The offer at a place among all. */
export function offerAt(view: StateView, position: number): OfferShown | undefined {
  const { offered, offers, ofWorker, serving } = readState(leases, view);
  const { sessions, scores } = readState(computation, view);
  const worker = offered.get(position);
  const offer = worker && offers.get(worker);
  if (!worker || !offer) return undefined;
  return {
    ...{ ...offer, worker, taken: ofWorker.get(worker).length, serving: serving.has(worker) },
    p: sessions.get(worker)?.pBench ?? scores.get(worker)?.p,
    confidence: readState(attestation, view).workers.get(worker)?.confidence,
  };
}

/** A lease by its id, as of the newest block. */
export function leaseIn(view: StateView, id: number): LeaseShown | undefined {
  const { leases: all, serving } = readState(leases, view);
  const lease = all.get(id);
  if (!lease) return undefined;
  const { clock, now } = readState(timestamp, view);
  const { tickMs, beganMs } = clock.get();
  const since = servingSince(lease, serving.get(lease.worker), readState(clusters, view).behind.get(lease.cluster));
  const ticks = ticksServed(lease, since, tickAt(clock.get(), now.get()));
  return {
    ...{ ...lease, lease: id, serving: since !== undefined, pending: BigInt(ticks) * lease.price },
    untilMs: beganMs + BigInt(lease.until) * BigInt(tickMs),
  };
}
