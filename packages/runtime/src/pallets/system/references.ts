import type { AccountId } from "@pha/codec";
import { type Env, errors } from "@pha/frame";
import { isAlive } from "./existence.ts";
import { type AccountInfo, nobody, system } from "./spec.ts";

/**
 * References to accounts, by Substrate's rules. *Providers* are reasons for an account to exist, of which the existential
 * deposit is one; *sufficients* are reasons that need no other; *consumers* need it to exist. Whoever takes a reference
 * gives the same one back, and no other.
 */

/** How many consumers an account may have, so that none is a burden for ever. */
export const maxConsumers = 16;

export const addProvider = (info: AccountInfo): AccountInfo => ({ ...info, providers: info.providers + 1 });

/** @throws `frame.ConsumerRemaining` when it is the last reason to exist of an account that is needed. */
export const dropProvider = (info: AccountInfo): AccountInfo => unlessNeeded(without(info, "providers"));

export const addSufficient = (info: AccountInfo): AccountInfo => ({ ...info, sufficients: info.sufficients + 1 });

/** @throws `frame.ConsumerRemaining` as {@link dropProvider}, where Substrate would reap the account all the same. */
export const dropSufficient = (info: AccountInfo): AccountInfo => unlessNeeded(without(info, "sufficients"));

/** @throws `frame.NoProviders`, `frame.TooManyConsumers` */
export function addConsumer(info: AccountInfo): AccountInfo {
  if (info.providers === 0) throw errors.NoProviders();
  if (info.consumers >= maxConsumers) throw errors.TooManyConsumers({ max: maxConsumers });
  return { ...info, consumers: info.consumers + 1 };
}

export const dropConsumer = (info: AccountInfo): AccountInfo => without(info, "consumers");

/** Takes or gives back a reference: `refer(env, who, addConsumer)`. */
export function refer(env: Env, who: AccountId, change: (info: AccountInfo) => AccountInfo): void {
  const info = env.of(system).state.account.get(who);
  writeAccount(env, who, info, change(info));
}

/** Writes an account's record, which begins to exist or is reaped as its references say. */
export function writeAccount(env: Env, who: AccountId, before: AccountInfo, after: AccountInfo): void {
  const { state, emit } = env.of(system);
  if (isAlive(after)) {
    state.account.put(who, after);
    if (!isAlive(before)) emit.NewAccount({ account: who });
    return;
  }
  if (after.nonce === 0) state.account.remove(who);
  else state.account.put(who, { ...nobody, nonce: after.nonce });
  if (isAlive(before)) emit.KilledAccount({ account: who });
}

function without(info: AccountInfo, kind: "providers" | "consumers" | "sufficients"): AccountInfo {
  if (info[kind] === 0) throw new Error(`an account has no ${kind} to give back`);
  return { ...info, [kind]: info[kind] - 1 };
}

function unlessNeeded(info: AccountInfo): AccountInfo {
  if (info.consumers > 0 && !isAlive(info)) throw errors.ConsumerRemaining();
  return info;
}
