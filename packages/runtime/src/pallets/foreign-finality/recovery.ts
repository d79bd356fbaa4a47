import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { isStale, validatorSetHash } from "@pha/light-client";
import { ledgerOf } from "./ledgers.ts";
import { type ForeignLedger, type ForeignSet, foreignFinality } from "./spec.ts";

const { errors } = foreignFinality;

/** How long an approved recovery waits for the guardian's objection, in milliseconds. */
export const thawDelayMs = 14n * 86_400_000n;

type Recovery = ForeignLedger["recovery"];

/** @throws `ForeignFinality.BadRecovery` */
export function expectRecovery({ accounts, threshold }: Recovery, guardian: AccountId | undefined): void {
  const isDistinct = new Set(accounts).size === accounts.length;
  const isOther = guardian === undefined || !accounts.includes(guardian);
  if (!isDistinct || !isOther || threshold < 1 || threshold > accounts.length)
    throw errors.BadRecovery({ accounts: accounts.length, threshold });
}

/** @throws `ForeignFinality.NotStale` */
function expectStale(env: Env, ledger: ForeignLedger): void {
  if (!isStale(ledger, env.block.timeMs)) throw errors.NotStale({ number: ledger.number });
}

/** One recovery account's word on whom to believe. A word on another set begins anew. */
export function proposeThaw(env: Env, who: AccountId, genesis: Hex, setId: bigint, setHash: Hex): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  if (!ledger.recovery.accounts.includes(who)) throw errors.NotRecovery();
  expectStale(env, ledger);
  const { thaw } = ledger;
  const before = thaw?.setId === setId && thaw.setHash === setHash ? thaw : undefined;
  const approvals = [...(before?.approvals ?? []).filter((account) => account !== who), who];
  const isEnough = approvals.length >= ledger.recovery.threshold;
  const atMs = before?.atMs ?? (isEnough ? env.block.timeMs + thawDelayMs : undefined);
  state.ledgers.put(genesis, { ...ledger, thaw: { setId, setHash, approvals, atMs } });
  emit.ThawProposed({ genesis, setId, setHash, approvals: approvals.length, atMs });
}

/** Ends a proposal, whoever approves it. */
export function objectThaw(env: Env, genesis: Hex): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  if (!ledger.thaw) throw errors.NoThaw();
  state.ledgers.put(genesis, { ...ledger, thaw: undefined });
  emit.ThawObjected({ genesis });
}

/** Believes the proposed set from the newest known block on: it has to sign a commitment before anything moves. */
export function thaw(env: Env, genesis: Hex, set: ForeignSet): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  const { thaw: proposed } = ledger;
  if (proposed?.atMs === undefined || env.block.timeMs < proposed.atMs) throw errors.NoThaw();
  expectStale(env, ledger);
  if (set.id !== proposed.setId || validatorSetHash(set) !== proposed.setHash)
    throw errors.BadSetChange({ id: set.id });
  const office = state.sets.get(genesis, ledger.set.id);
  if (office) state.sets.put(genesis, ledger.set.id, { ...office, to: ledger.number });
  state.sets.put(genesis, set.id, { from: ledger.number + 1, to: undefined, addresses: set.addresses });
  state.ledgers.put(genesis, { ...ledger, set, timeMs: env.block.timeMs, thaw: undefined });
  emit.Thawed({ genesis, setId: set.id });
}
