import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { isStale, validatorSetHash } from "@pha/light-client";
import { forgetRoots, ledgerOf } from "./ledgers.ts";
import { beginOffice, endOffice } from "./offices.ts";
import { type ForeignLedger, type ForeignSet, foreignFinality, type Thaw } from "./spec.ts";

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

/** One recovery account's word on whom to believe: it takes the place of its own before, and of nobody else's. */
export function proposeThaw(env: Env, who: AccountId, genesis: Hex, setId: bigint, setHash: Hex): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  const { accounts, threshold } = ledger.recovery;
  if (!accounts.includes(who)) throw errors.NotRecovery();
  expectStale(env, ledger);
  const isForIt = (one: Pick<Thaw["words"][number], "setId" | "setHash">) =>
    one.setId === setId && one.setHash === setHash;
  const before = ledger.thaw ?? { words: [], approved: undefined };
  const words = [...before.words.filter((word) => word.who !== who), { who, setId, setHash }];
  const approvals = words.filter(isForIt).length;
  const isApproved = before.approved !== undefined && isForIt(before.approved);
  const begins = approvals >= threshold && !isApproved;
  const approved = begins ? { setId, setHash, atMs: env.block.timeMs + thawDelayMs } : before.approved;
  state.ledgers.put(genesis, { ...ledger, thaw: { words, approved } });
  const atMs = begins || isApproved ? approved?.atMs : undefined;
  emit.ThawProposed({ genesis, setId, setHash, approvals, atMs });
}

/** Ends what was proposed, whoever approves it. */
export function objectThaw(env: Env, genesis: Hex): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  if (!ledger.thaw) throw errors.NoThaw();
  state.ledgers.put(genesis, { ...ledger, thaw: undefined });
  emit.ThawObjected({ genesis });
}

/**
 * Believes the approved set: it has to sign a commitment before anything moves. Nothing that was accepted before counts, not
 * a root, which a false certificate may have named, nor the height.
 */
export function thaw(env: Env, genesis: Hex, set: ForeignSet): void {
  const { state, emit } = env.of(foreignFinality);
  const ledger = ledgerOf(env, genesis);
  const approved = ledger.thaw?.approved;
  if (!approved || env.block.timeMs < approved.atMs) throw errors.NoThaw();
  expectStale(env, ledger);
  if (set.id !== approved.setId || validatorSetHash(set) !== approved.setHash)
    throw errors.BadSetChange({ id: set.id });
  endOffice(env, genesis, ledger.set, { to: ledger.number, endedMs: ledger.timeMs });
  beginOffice(env, genesis, set, 1);
  forgetRoots(env, genesis);
  state.ledgers.put(genesis, { ...ledger, set, number: 0, lookedTo: 0, timeMs: env.block.timeMs, thaw: undefined });
  emit.Thawed({ genesis, setId: set.id });
}
