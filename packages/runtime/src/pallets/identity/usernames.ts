import { type AccountId, concat, type MultiSignature, type TypeOf, utf8 } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import type { Env } from "@pha/frame";
import { blockAfter } from "../../numbers.ts";
import { hold, release, seizeHeld } from "../balances/holds.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { identity, identityDeposit, maxSuffixBytes, type Provider, usernameBlocks } from "./spec.ts";

const { errors, holdReasons } = identity;

const dot = 0x2e;
const isAlphanumeric = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a));

/** @throws `Identity.InvalidUsername` */
function suffixOf(username: Uint8Array): Uint8Array {
  const end = username.lastIndexOf(dot);
  const isName = end > 0 && end < username.length - 1 && isAlphanumeric(username.subarray(0, end));
  if (!isName) throw errors.InvalidUsername();
  return username.subarray(end + 1);
}

export function addAuthority(env: Env, authority: AccountId, suffix: Uint8Array, allocation: number): void {
  const { state, emit } = env.of(identity);
  if (suffix.length === 0 || suffix.length > maxSuffixBytes || !isAlphanumeric(suffix)) throw errors.InvalidSuffix();
  state.authorityOf.put(suffix, { account_id: authority, allocation });
  emit.AuthorityAdded({ authority });
}

export function removeAuthority(env: Env, authority: AccountId, suffix: Uint8Array): void {
  const { state, emit } = env.of(identity);
  const known = state.authorityOf.get(suffix);
  if (!known) throw errors.NotUsernameAuthority();
  if (known.account_id !== authority) throw errors.InvalidSuffix();
  state.authorityOf.remove(suffix);
  emit.AuthorityRemoved({ authority });
}

/** What an authority gives to whom. */
interface Grant {
  readonly who: AccountId;
  readonly username: Uint8Array;
  readonly signature: TypeOf<typeof MultiSignature> | undefined;
  readonly isAllocated: boolean;
}

export function setUsername(env: Env, caller: AccountId, { who, username, signature, isAllocated }: Grant): void {
  const { state, emit } = env.of(identity);
  const suffix = suffixOf(username);
  const authority = authorityFor(env, caller, suffix);
  if (isAllocated && authority.allocation === 0) throw errors.NoAllocation();
  if (state.usernameInfoOf.has(username) || state.pendingUsernames.has(username)) throw errors.UsernameTaken();
  if (signature && !isSigned(who, username, signature)) throw errors.InvalidSignature();
  const provider = payFor(env, caller, username, isAllocated);
  if (isAllocated) state.authorityOf.put(suffix, { ...authority, allocation: authority.allocation - 1 });
  if (signature) {
    insert(env, who, username, provider);
    return;
  }
  const expiration = blockAfter(env, usernameBlocks.toAccept);
  state.pendingUsernames.put(username, [who, expiration, provider]);
  emit.UsernameQueued({ who, username, expiration });
}

function payFor(env: Env, authority: AccountId, username: Uint8Array, isAllocated: boolean): Provider {
  if (isAllocated) return { type: "Allocation" };
  const deposit = identityDeposit.username;
  hold(env, authority, holdReasons.Username, deposit);
  env.of(identity).state.usernameDepositor.put(username, authority);
  return { type: "AuthorityDeposit", value: deposit };
}

/** @throws `Identity.NotUsernameAuthority` */
function authorityFor(env: Env, caller: AccountId, suffix: Uint8Array) {
  const authority = env.of(identity).state.authorityOf.get(suffix);
  if (authority?.account_id !== caller) throw errors.NotUsernameAuthority();
  return authority;
}

const schemes = { Sr25519: "sr25519", Ed25519: "ed25519", Ecdsa: "ecdsa" } as const;

/** Wallets sign text between tags. */
function isSigned(who: AccountId, username: Uint8Array, { type, value }: TypeOf<typeof MultiSignature>): boolean {
  const wrapped = concat(utf8("<Bytes>"), username, utf8("</Bytes>"));
  return [username, wrapped].some((message) => verifySignature(schemes[type], who, message, value));
}

/** The first username of an account is its primary one. */
function insert(env: Env, who: AccountId, username: Uint8Array, provider: Provider): void {
  const { state, emit } = env.of(identity);
  const isFirst = !state.usernameOf.has(who);
  if (isFirst) state.usernameOf.put(who, username);
  state.usernameInfoOf.put(username, { owner: who, provider });
  emit.UsernameSet({ who, username });
  if (isFirst) emit.PrimaryUsernameSet({ who, username });
}

export function acceptUsername(env: Env, who: AccountId, username: Uint8Array): void {
  const { pendingUsernames } = env.of(identity).state;
  const pending = pendingUsernames.get(username);
  if (!pending) throw errors.NoUsername();
  const [offered, , provider] = pending;
  if (offered !== who) throw errors.InvalidUsername();
  pendingUsernames.remove(username);
  insert(env, who, username, provider);
}

export function forgetPending(env: Env, username: Uint8Array): void {
  const { state, emit } = env.of(identity);
  const pending = state.pendingUsernames.get(username);
  if (!pending) throw errors.NoUsername();
  const [whose, expiration, provider] = pending;
  if (env.block.number <= expiration) throw errors.NotExpired({ expiration });
  state.pendingUsernames.remove(username);
  giveBack(env, username, provider);
  emit.PreapprovalExpired({ whose });
}

export function setPrimary(env: Env, who: AccountId, username: Uint8Array): void {
  const { state, emit } = env.of(identity);
  const info = state.usernameInfoOf.get(username);
  if (!info) throw errors.NoUsername();
  if (info.owner !== who) throw errors.InvalidUsername();
  state.usernameOf.put(who, username);
  emit.PrimaryUsernameSet({ who, username });
}

export function unbindUsername(env: Env, caller: AccountId, username: Uint8Array): void {
  const { state, emit } = env.of(identity);
  if (!state.usernameInfoOf.has(username)) throw errors.NoUsername();
  authorityFor(env, caller, suffixOf(username));
  if (state.unbindingUsernames.has(username)) throw errors.AlreadyUnbinding();
  state.unbindingUsernames.put(username, blockAfter(env, usernameBlocks.toLeave));
  emit.UsernameUnbound({ username });
}

export function removeUsername(env: Env, username: Uint8Array): void {
  const { state, emit } = env.of(identity);
  const from = state.unbindingUsernames.get(username);
  if (from === undefined) throw errors.NotUnbinding();
  if (env.block.number < from) throw errors.TooEarly({ from });
  giveBack(env, username, take(env, username));
  emit.UsernameRemoved({ username });
}

export function killUsername(env: Env, username: Uint8Array): void {
  const { state, emit } = env.of(identity);
  const provider = take(env, username);
  const depositor = state.usernameDepositor.take(username);
  if (provider.type === "AuthorityDeposit" && depositor !== undefined)
    seizeHeld(env, depositor, holdReasons.Username, provider.value, treasuryAccount);
  emit.UsernameKilled({ username });
}

/** Ends a username; gives what paid for it. @throws `Identity.NoUsername` */
function take(env: Env, username: Uint8Array): Provider {
  const { state } = env.of(identity);
  const info = state.usernameInfoOf.take(username);
  if (!info) throw errors.NoUsername();
  state.unbindingUsernames.remove(username);
  const primary = state.usernameOf.get(info.owner);
  if (primary && primary.length === username.length && primary.every((byte, i) => byte === username[i]))
    state.usernameOf.remove(info.owner);
  return info.provider;
}

function giveBack(env: Env, username: Uint8Array, provider: Provider): void {
  const depositor = env.of(identity).state.usernameDepositor.take(username);
  if (provider.type === "AuthorityDeposit" && depositor !== undefined)
    release(env, depositor, holdReasons.Username, provider.value);
}
