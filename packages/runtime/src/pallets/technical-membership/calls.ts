import type { AccountId } from "@pha/codec";
import { type Env, implement, type Units } from "@pha/frame";
import { changeMembers, setPrime, sorted } from "../collective/members.ts";
import { lookup } from "../system/lookup.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { technicalMembership } from "./spec.ts";

const { errors } = technicalMembership;

export const technicalMembershipCalls = implement(technicalMembership, {
  add_member(env, { who }) {
    const added = lookup(who);
    const before = env.state.members.get();
    if (before.includes(added)) throw errors.AlreadyMember();
    change(env, [...before, added]);
    env.emit.MemberAdded({});
  },

  remove_member(env, { who }) {
    const removed = expectMember(env, lookup(who));
    const done = change(env, without(env, removed));
    keepPrime(env);
    env.emit.MemberRemoved({});
    return done;
  },

  swap_member(env, { remove, add }) {
    const [removed, added] = [lookup(remove), lookup(add)];
    if (removed === added) return { motions: 0 };
    expectMember(env, removed);
    expectStranger(env, added);
    const done = change(env, [...without(env, removed), added]);
    keepPrime(env);
    env.emit.MembersSwapped({});
    return done;
  },

  reset_members(env, { members }) {
    const done = change(env, members);
    keepPrime(env);
    env.emit.MembersReset({});
    return done;
  },

  change_key(env, { new: address }) {
    const { caller, state, emit } = env;
    const added = lookup(address);
    if (added === caller) {
      emit.KeyChanged({});
      return { motions: 0 };
    }
    expectMember(env, caller);
    expectStranger(env, added);
    const done = change(env, [...without(env, caller), added]);
    if (state.prime.get() === caller) makePrime(env, added);
    emit.KeyChanged({});
    return done;
  },

  set_prime(env, { who }) {
    makePrime(env, expectMember(env, lookup(who)));
  },

  clear_prime(env) {
    env.state.prime.remove();
    setPrime(env, technicalCommittee, undefined);
  },
});

/** @throws `TechnicalMembership.NotMember` */
function expectMember(env: Env, who: AccountId): AccountId {
  if (!env.of(technicalMembership).state.members.get().includes(who)) throw errors.NotMember();
  return who;
}

/** @throws `TechnicalMembership.AlreadyMember` */
function expectStranger(env: Env, who: AccountId): void {
  if (env.of(technicalMembership).state.members.get().includes(who)) throw errors.AlreadyMember();
}

const without = (env: Env, who: AccountId): readonly AccountId[] =>
  env
    .of(technicalMembership)
    .state.members.get()
    .filter((each) => each !== who);

/** Sets the members here and in the committee, which has no prime then; gives how many motions lost votes. */
function change(env: Env, accounts: readonly AccountId[]): Units {
  const members = sorted(accounts);
  env.of(technicalMembership).state.members.put(members);
  return { motions: changeMembers(env, technicalCommittee, members) };
}

function makePrime(env: Env, who: AccountId): void {
  env.of(technicalMembership).state.prime.put(who);
  setPrime(env, technicalCommittee, who);
}

/** Makes the prime the committee's again, if it has stayed a member. */
function keepPrime(env: Env): void {
  const { members, prime } = env.of(technicalMembership).state;
  const who = prime.get();
  if (who === undefined) return;
  if (members.get().includes(who)) setPrime(env, technicalCommittee, who);
  else prime.remove();
}
