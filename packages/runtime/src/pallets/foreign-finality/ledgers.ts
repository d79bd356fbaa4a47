import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { isStale } from "@pha/light-client";
import { type ForeignLedger, foreignFinality, keptRoots } from "./spec.ts";

const { errors } = foreignFinality;

/** @throws `ForeignFinality.UnknownLedger` */
export function ledgerOf(env: Env, genesis: Hex): ForeignLedger {
  const ledger = env.of(foreignFinality).state.ledgers.get(genesis);
  if (!ledger) throw errors.UnknownLedger({ genesis });
  return ledger;
}

/**
 * A root that was accepted of a ledger at a height.
 *
 * @throws `ForeignFinality.UnknownRoot` for one that never was, or that newer ones have replaced
 */
export function acceptedRoot(env: Env, genesis: Hex, number: number): Hex {
  ledgerOf(env, genesis);
  const root = env.of(foreignFinality).state.roots.get(genesis, number);
  if (!root) throw errors.UnknownRoot({ number });
  return root;
}

/** Keeps the root of the `accepted`-th commitment of a ledger, in the place of the one that is so many older. */
export function keepRoot(env: Env, genesis: Hex, accepted: bigint, number: number, root: Hex): void {
  const { roots, heights } = env.of(foreignFinality).state;
  const place = Number(accepted % BigInt(keptRoots));
  const oldest = heights.get(genesis, place);
  if (oldest !== undefined) roots.remove(genesis, oldest);
  heights.put(genesis, place, number);
  roots.put(genesis, number, root);
}

/** Keeps nothing of a ledger. */
export function forgetRoots(env: Env, genesis: Hex): void {
  const { roots, heights } = env.of(foreignFinality).state;
  for (let place = 0; place < keptRoots; place++) {
    const number = heights.take(genesis, place);
    if (number !== undefined) roots.remove(genesis, number);
  }
}

/**
 * That a ledger was heard of lately enough for its word to give money back.
 *
 * @throws `ForeignFinality.UnknownLedger`, `Stale`
 */
export function expectHeard(env: Env, genesis: Hex): ForeignLedger {
  const ledger = ledgerOf(env, genesis);
  if (isStale(ledger, env.block.timeMs)) throw errors.Stale({ number: ledger.number, timeMs: ledger.timeMs });
  return ledger;
}

/**
 * That what a ledger says may move money here.
 *
 * @throws `ForeignFinality.UnknownLedger`, `Stale`, `Contradicted`
 */
export function expectBelieved(env: Env, genesis: Hex): void {
  if (expectHeard(env, genesis).contradicted) throw errors.Contradicted();
}
