import { type AccountId, encode, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Env, implement } from "@pha/frame";
import { hold, release, seizeHeld } from "../balances/holds.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { lookup } from "../system/lookup.ts";
import { IdentityInfo, type Judgement } from "./info.ts";
import { identity, identityDeposit, maxRegistrars, maxSubs, type RegistrarInfo, type Registration } from "./spec.ts";
import { addSub, dropSubs, quitSub, removeSub, renameSub, setSubs } from "./subs.ts";
import {
  acceptUsername,
  addAuthority,
  forgetPending,
  killUsername,
  removeAuthority,
  removeUsername,
  setPrimary,
  setUsername,
  unbindUsername,
} from "./usernames.ts";

const { errors, holdReasons } = identity;

export const identityCalls = implement(identity, {
  add_registrar({ state, emit }, { account: address }) {
    const account = lookup(address);
    const registrars = state.registrars.get();
    if (registrars.length >= maxRegistrars) throw errors.TooManyRegistrars({ max: maxRegistrars });
    state.registrars.put([...registrars, { account, fee: 0n, fields: 0n }]);
    emit.RegistrarAdded({ registrar_index: registrars.length });
  },

  set_identity(env, { info }) {
    const { caller, state, emit } = env;
    const before = state.identityOf.get(caller);
    const deposit = identityDeposit.basic + identityDeposit.field * BigInt(info.additional.length);
    setDeposit(env, caller, before?.deposit ?? 0n, deposit);
    const judgements = before?.judgements.filter(([, judgement]) => isSticky(judgement)) ?? [];
    state.identityOf.put(caller, { judgements, deposit, info });
    emit.IdentitySet({ who: caller });
  },

  set_subs: (env, { subs }) => setSubs(env, env.caller, subs),

  clear_identity(env) {
    const { caller, emit } = env;
    const { registration, fees } = takeIdentity(env, caller);
    const subs = dropSubs(env, caller);
    release(env, caller, holdReasons.Identity, registration.deposit);
    release(env, caller, holdReasons.Judgement, fees);
    release(env, caller, holdReasons.SubAccounts, subs.deposit);
    emit.IdentityCleared({ who: caller, deposit: registration.deposit + fees + subs.deposit });
    return { subs: subs.count };
  },

  request_judgement(env, { reg_index, max_fee }) {
    const { caller, state, emit } = env;
    const registrar = state.registrars.get()[reg_index];
    if (!registrar) throw errors.EmptyIndex();
    const { fee } = registrar;
    if (fee > max_fee) throw errors.FeeChanged({ fee });
    const registration = identityOf(env, caller);
    const before = judgementBy(registration, reg_index);
    if (before && isSticky(before)) throw errors.StickyJudgement();
    hold(env, caller, holdReasons.Judgement, fee);
    state.identityOf.put(caller, withJudgement(registration, reg_index, { type: "FeePaid", value: fee }));
    emit.JudgementRequested({ who: caller, registrar_index: reg_index });
  },

  cancel_request(env, { reg_index }) {
    const { caller, state, emit } = env;
    const registration = identityOf(env, caller);
    const judgement = judgementBy(registration, reg_index);
    if (!judgement) throw errors.NotFound();
    if (judgement.type !== "FeePaid") throw errors.JudgementGiven();
    release(env, caller, holdReasons.Judgement, judgement.value);
    state.identityOf.put(caller, withJudgement(registration, reg_index));
    emit.JudgementUnrequested({ who: caller, registrar_index: reg_index });
  },

  set_fee: (env, { index, fee }) => changeRegistrar(env, env.caller, index, { fee }),

  set_account_id: (env, { index, new: address }) =>
    changeRegistrar(env, env.caller, index, { account: lookup(address) }),

  set_fields: (env, { index, fields }) => changeRegistrar(env, env.caller, index, { fields }),

  provide_judgement(env, { reg_index, target: address, judgement, identity: hash }) {
    const { caller, state, emit } = env;
    const target = lookup(address);
    if (judgement.type === "FeePaid") throw errors.InvalidJudgement();
    if (state.registrars.get()[reg_index]?.account !== caller) throw errors.InvalidIndex();
    const registration = state.identityOf.get(target);
    if (!registration) throw errors.InvalidTarget();
    if (toHex(blake2b256(encode(IdentityInfo, registration.info))) !== hash)
      throw errors.JudgementForDifferentIdentity();
    const before = judgementBy(registration, reg_index);
    if (before?.type === "FeePaid") seizeHeld(env, target, holdReasons.Judgement, before.value, caller);
    state.identityOf.put(target, withJudgement(registration, reg_index, judgement));
    emit.JudgementGiven({ target, registrar_index: reg_index });
  },

  kill_identity(env, { target: address }) {
    const target = lookup(address);
    const { registration, fees } = takeIdentity(env, target);
    const subs = dropSubs(env, target);
    seizeHeld(env, target, holdReasons.Identity, registration.deposit, treasuryAccount);
    seizeHeld(env, target, holdReasons.Judgement, fees, treasuryAccount);
    seizeHeld(env, target, holdReasons.SubAccounts, subs.deposit, treasuryAccount);
    env.emit.IdentityKilled({ who: target, deposit: registration.deposit + fees + subs.deposit });
    return { subs: subs.count };
  },

  add_sub: (env, { sub, data }) => addSub(env, env.caller, lookup(sub), data),
  rename_sub: (env, { sub, data }) => renameSub(env, env.caller, lookup(sub), data),
  remove_sub: (env, { sub }) => removeSub(env, env.caller, lookup(sub)),
  quit_sub: (env) => quitSub(env, env.caller),

  add_username_authority: (env, { authority, suffix, allocation }) =>
    addAuthority(env, lookup(authority), suffix, allocation),
  remove_username_authority: (env, { suffix, authority }) => removeAuthority(env, lookup(authority), suffix),
  set_username_for: (env, { who, username, signature, use_allocation }) =>
    setUsername(env, env.caller, { who: lookup(who), username, signature, isAllocated: use_allocation }),
  accept_username: (env, { username }) => acceptUsername(env, env.caller, username),
  remove_expired_approval: (env, { username }) => forgetPending(env, username),
  set_primary_username: (env, { username }) => setPrimary(env, env.caller, username),
  unbind_username: (env, { username }) => unbindUsername(env, env.caller, username),
  remove_username: (env, { username }) => removeUsername(env, username),
  kill_username: (env, { username }) => killUsername(env, username),
});

/** How many sub-accounts there can be at most: what their going away weighs. */
export const anySubs = (): number => maxSubs;

/** Judgements that an identity keeps when it changes. */
const isSticky = ({ type }: Judgement): boolean => type === "FeePaid" || type === "Erroneous";

function setDeposit(env: Env, who: AccountId, before: bigint, after: bigint): void {
  if (after > before) hold(env, who, holdReasons.Identity, after - before);
  else release(env, who, holdReasons.Identity, before - after);
}

/** @throws `Identity.NoIdentity` */
function identityOf(env: Env, who: AccountId): Registration {
  const registration = env.of(identity).state.identityOf.get(who);
  if (!registration) throw errors.NoIdentity();
  return registration;
}

/** Removes an identity; gives it, and the fees that wait on it. @throws `Identity.NotNamed` */
function takeIdentity(env: Env, who: AccountId): { readonly registration: Registration; readonly fees: bigint } {
  const registration = env.of(identity).state.identityOf.take(who);
  if (!registration) throw errors.NotNamed();
  const fees = registration.judgements.map(([, judgement]) => (judgement.type === "FeePaid" ? judgement.value : 0n));
  return { registration, fees: fees.reduce((sum, fee) => sum + fee, 0n) };
}

const judgementBy = ({ judgements }: Registration, registrar: number): Judgement | undefined =>
  judgements.find(([index]) => index === registrar)?.[1];

/** The same with another judgement of a registrar, or without any. */
function withJudgement(registration: Registration, registrar: number, judgement?: Judgement): Registration {
  const others = registration.judgements.filter(([index]) => index !== registrar);
  const judgements = judgement ? [...others, [registrar, judgement] as const] : others;
  return { ...registration, judgements: judgements.toSorted(([a], [b]) => a - b) };
}

/** @throws `Identity.InvalidIndex` */
function changeRegistrar(env: Env, caller: AccountId, index: number, change: Partial<RegistrarInfo>): void {
  const { registrars } = env.of(identity).state;
  const all = registrars.get();
  const registrar = all[index];
  if (registrar?.account !== caller) throw errors.InvalidIndex();
  registrars.put(all.with(index, { ...registrar, ...change }));
}
