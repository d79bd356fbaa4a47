import type { AccountId, TypeOf } from "@pha/codec";
import type { Env, Units } from "@pha/frame";
import { hold, mayMoveHeld, moveHeld, release } from "../balances/holds.ts";
import type { Data } from "./info.ts";
import { identity, identityDeposit, maxSubs } from "./spec.ts";

type Name = TypeOf<typeof Data>;

const { errors, holdReasons } = identity;

/** Makes these an account's sub-accounts, and no others. */
export function setSubs(env: Env, main: AccountId, subs: readonly (readonly [AccountId, Name])[]): Units {
  const { state, emit } = env.of(identity);
  if (!state.identityOf.has(main)) throw errors.NotFound();
  if (subs.length > maxSubs) throw errors.TooManySubAccounts({ max: maxSubs });
  const owners = state.superOf.getMany(subs.map(([sub]) => sub));
  if (owners.some((owner) => owner && owner[0] !== main)) throw errors.AlreadyClaimed();
  const [before, old] = state.subsOf.get(main);
  const deposit = identityDeposit.sub * BigInt(subs.length);
  if (deposit > before) hold(env, main, holdReasons.SubAccounts, deposit - before);
  else release(env, main, holdReasons.SubAccounts, before - deposit);
  for (const sub of old) state.superOf.remove(sub);
  for (const [sub, name] of subs) state.superOf.put(sub, [main, name]);
  putSubs(
    env,
    main,
    deposit,
    subs.map(([sub]) => sub),
  );
  emit.SubIdentitiesSet({ main, number_of_subs: subs.length, new_deposit: deposit });
  return { subs: subs.length, old: old.length };
}

function putSubs(env: Env, main: AccountId, deposit: bigint, subs: readonly AccountId[]): void {
  const { subsOf } = env.of(identity).state;
  if (subs.length === 0) subsOf.remove(main);
  else subsOf.put(main, [deposit, subs]);
}

/** Ends all sub-accounts of an account; gives their deposit, which stays on hold. */
export function dropSubs(env: Env, main: AccountId): { readonly deposit: bigint; readonly count: number } {
  const { subsOf, superOf } = env.of(identity).state;
  const [deposit, subs] = subsOf.get(main);
  for (const sub of subs) superOf.remove(sub);
  subsOf.remove(main);
  return { deposit, count: subs.length };
}

export function addSub(env: Env, main: AccountId, sub: AccountId, name: Name): void {
  const { state, emit } = env.of(identity);
  expectIdentity(env, main);
  if (state.superOf.has(sub)) throw errors.AlreadyClaimed();
  const [before, subs] = state.subsOf.get(main);
  if (subs.length >= maxSubs) throw errors.TooManySubAccounts({ max: maxSubs });
  const deposit = identityDeposit.sub;
  hold(env, main, holdReasons.SubAccounts, deposit);
  state.superOf.put(sub, [main, name]);
  putSubs(env, main, before + deposit, [...subs, sub]);
  emit.SubIdentityAdded({ sub, main, deposit });
}

export function renameSub(env: Env, main: AccountId, sub: AccountId, name: Name): void {
  const { state, emit } = env.of(identity);
  expectIdentity(env, main);
  if (state.superOf.get(sub)?.[0] !== main) throw errors.NotOwned();
  state.superOf.put(sub, [main, name]);
  emit.SubIdentityRenamed({ sub, main });
}

export function removeSub(env: Env, main: AccountId, sub: AccountId): void {
  const { state, emit } = env.of(identity);
  expectIdentity(env, main);
  const owner = state.superOf.get(sub);
  if (!owner) throw errors.NotSub();
  if (owner[0] !== main) throw errors.NotOwned();
  const deposit = dropSub(env, main, sub);
  release(env, main, holdReasons.SubAccounts, deposit);
  emit.SubIdentityRemoved({ sub, main, deposit });
}

/** Whoever claimed an account that does not want it pays for that, out of what no lock keeps. */
export function quitSub(env: Env, sub: AccountId): void {
  const { state, emit } = env.of(identity);
  const owner = state.superOf.get(sub);
  if (!owner) throw errors.NotSub();
  const [main] = owner;
  const deposit = dropSub(env, main, sub);
  if (mayMoveHeld(env, main, deposit)) moveHeld(env, main, holdReasons.SubAccounts, deposit, sub);
  else release(env, main, holdReasons.SubAccounts, deposit);
  emit.SubIdentityRevoked({ sub, main, deposit });
}

/** Ends a sub-account; gives its part of the deposit, which stays on hold. */
function dropSub(env: Env, main: AccountId, sub: AccountId): bigint {
  const { subsOf, superOf } = env.of(identity).state;
  superOf.remove(sub);
  const [before, subs] = subsOf.get(main);
  const rest = subs.filter((each) => each !== sub);
  const after = identityDeposit.sub * BigInt(rest.length);
  putSubs(env, main, after, rest);
  return before - after;
}

/** @throws `Identity.NoIdentity` */
function expectIdentity(env: Env, main: AccountId): void {
  if (!env.of(identity).state.identityOf.has(main)) throw errors.NoIdentity();
}
