import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { hold, release } from "../balances/holds.ts";
import { type Announcement, announcementDeposit, type ProxyDefinition, proxy, proxyDeposit } from "./spec.ts";

const { holdReasons } = proxy;
const depositOf = ({ base, factor }: { readonly base: bigint; readonly factor: bigint }, count: number): bigint =>
  count === 0 ? 0n : base + factor * BigInt(count);

/**
 * Writes who may act for an account; the deposit follows. Of a pure proxy's, who made it has a part on hold, which is
 * released last.
 */
export function putProxies(env: Env, account: AccountId, definitions: readonly ProxyDefinition[]): void {
  const { state } = env.of(proxy);
  const [, before] = state.proxies.get(account);
  const after = depositOf(proxyDeposit, definitions.length);
  if (after > before) hold(env, account, holdReasons.Proxy, after - before);
  else giveBack(env, account, before, after);
  if (definitions.length === 0) state.proxies.remove(account);
  else state.proxies.put(account, [definitions, after]);
}

function giveBack(env: Env, account: AccountId, before: bigint, after: bigint): void {
  const { pures } = env.of(proxy).state;
  const pure = pures.get(account);
  const own = before - (pure?.deposit ?? 0n);
  const ownAfter = after > before - own ? after - (before - own) : 0n;
  release(env, account, holdReasons.Proxy, own - ownAfter);
  if (!pure) return;
  const { spawner, deposit } = pure;
  const rest = after - ownAfter;
  release(env, spawner, holdReasons.Proxy, deposit - rest);
  if (rest === 0n) pures.remove(account);
  else pures.put(account, { spawner, deposit: rest });
}

/** Makes a pure proxy's first proxy, on the deposit of who makes it. */
export function putPure(env: Env, account: AccountId, definition: ProxyDefinition): void {
  const { state } = env.of(proxy);
  const deposit = depositOf(proxyDeposit, 1);
  hold(env, definition.delegate, holdReasons.Proxy, deposit);
  state.proxies.put(account, [[definition], deposit]);
  state.pures.put(account, { spawner: definition.delegate, deposit });
}

/** Writes what a proxy has announced; the deposit follows. */
export function putAnnouncements(env: Env, delegate: AccountId, pending: readonly Announcement[]): void {
  const { announcements } = env.of(proxy).state;
  const [, before] = announcements.get(delegate);
  const after = depositOf(announcementDeposit, pending.length);
  if (after > before) hold(env, delegate, holdReasons.Announcement, after - before);
  else release(env, delegate, holdReasons.Announcement, before - after);
  if (pending.length === 0) announcements.remove(delegate);
  else announcements.put(delegate, [pending, after]);
}
