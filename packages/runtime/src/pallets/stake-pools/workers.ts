import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { workerOf } from "../attestation/workers.ts";
import { expectPool, expectPoolOwner } from "./pools.ts";
import { stakePools } from "./spec.ts";

const { errors } = stakePools;

/** The pool of a machine. */
export const poolOf = (env: Env, worker: Hex): number | undefined => env.of(stakePools).state.workers.get(worker)?.pool;

/**
 * An operator offers a machine to a pool, in place of any other.
 *
 * @throws `StakePools.UnknownPool`, `NotOperator`
 */
export function offerWorker(env: Env, worker: Hex, pool: number, who: AccountId): void {
  expectPool(env, pool);
  if (!workerOf(env, worker, "Miner", who)) throw errors.NotOperator();
  env.of(stakePools).state.offers.put(worker, pool);
  env.of(stakePools).emit.WorkerOffered({ worker, pool });
}

/**
 * A pool takes a machine that is offered to it, or its owner's own.
 *
 * @throws `StakePools.UnknownPool`, `NotOwner`, `WorkerTaken`, `NotOffered`
 */
export function addWorker(env: Env, id: number, worker: Hex, who: AccountId): void {
  const { state, emit } = env.of(stakePools);
  const pool = expectPoolOwner(env, id, who);
  const taken = state.workers.get(worker);
  if (taken) throw errors.WorkerTaken({ pool: taken.pool });
  if (state.offers.get(worker) !== id && !workerOf(env, worker, "Miner", who)) throw errors.NotOffered();
  state.offers.remove(worker);
  state.workers.put(worker, { pool: id, engaged: false });
  state.pools.put(id, { ...pool, workers: pool.workers + 1 });
  emit.WorkerAdded({ pool: id, worker });
}

/** @throws `StakePools.UnknownWorker`, `WorkerBusy`, `NotOwner` for who neither owns the pool nor operates the machine */
export function removeWorker(env: Env, worker: Hex, who: AccountId): void {
  const { state, emit } = env.of(stakePools);
  const { pool: id, engaged } = expectWorker(env, worker);
  const pool = expectPool(env, id);
  const operator = env.of(attestation).state.workers.get(worker)?.operator;
  if (who !== pool.owner && who !== operator) throw errors.NotOwner({ owner: pool.owner });
  if (engaged) throw errors.WorkerBusy();
  state.workers.remove(worker);
  state.pools.put(id, { ...pool, workers: pool.workers - 1 });
  emit.WorkerRemoved({ pool: id, worker });
}

/**
 * A session of a machine begins: until it has ended the machine stays in its pool.
 *
 * @throws `StakePools.UnknownWorker`, `WorkerBusy`
 */
export function engageWorker(env: Env, worker: Hex): void {
  const { pool, engaged } = expectWorker(env, worker);
  if (engaged) throw errors.WorkerBusy();
  env.of(stakePools).state.workers.put(worker, { pool, engaged: true });
}

/** A session has ended. @throws `StakePools.UnknownWorker` */
export function dismissWorker(env: Env, worker: Hex): void {
  const { pool } = expectWorker(env, worker);
  env.of(stakePools).state.workers.put(worker, { pool, engaged: false });
}

function expectWorker(env: Env, worker: Hex) {
  const found = env.of(stakePools).state.workers.get(worker);
  if (!found) throw errors.UnknownWorker({ worker });
  return found;
}
