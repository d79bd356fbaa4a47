import { implement } from "@pha/frame";
import { dayTicks, saturatingAdd } from "../../numbers.ts";
import { hold, release } from "../balances/holds.ts";
import { tickOf } from "../timestamp/clock.ts";
import { appoint } from "./appoint.ts";
import { expectBonds, expectOutOfOffice, recordInOffice } from "./bonds.ts";
import { leaseMs as lease, validators } from "./spec.ts";

const { errors, holdReasons } = validators;

export const validatorsCalls = implement(validators, {
  set_validators(env, { validators: appointed }) {
    expectBonds(env, appointed);
    appoint(env, appointed);
  },

  set_lease({ state, emit }, { leaseMs }) {
    if (leaseMs < lease.min || leaseMs > lease.max) throw errors.BadLease(lease);
    state.leaseMs.put(leaseMs);
    emit.LeaseChanged({ leaseMs });
  },

  bond(env, { amount }) {
    const { caller, state, emit } = env;
    const before = state.bonds.get(caller);
    if (before?.leaving !== undefined) throw errors.Leaving({ due: before.leaving });
    if (amount === 0n) throw errors.NoBond();
    hold(env, caller, holdReasons.Bond, amount);
    state.bonds.put(caller, { amount: (before?.amount ?? 0n) + amount, leaving: undefined });
    emit.Bonded({ operator: caller, amount });
  },

  unbond(env) {
    const { caller, state, emit } = env;
    const bond = state.bonds.get(caller);
    if (!bond) throw errors.NoBond();
    if (bond.leaving !== undefined) throw errors.Leaving({ due: bond.leaving });
    expectOutOfOffice(env, caller);
    const due = saturatingAdd(tickOf(env), state.figures.get().unbondingTicks);
    state.bonds.put(caller, { ...bond, leaving: due });
    emit.Unbonding({ operator: caller, due });
  },

  reclaim_bond(env) {
    const { caller, state, emit } = env;
    const bond = state.bonds.get(caller);
    if (!bond) throw errors.NoBond();
    const { amount, leaving: due } = bond;
    if (due === undefined) throw errors.NotLeaving();
    if (tickOf(env) < due) throw errors.NotFree({ due });
    expectOutOfOffice(env, caller);
    state.bonds.remove(caller);
    release(env, caller, holdReasons.Bond, amount);
    emit.BondReclaimed({ operator: caller, amount });
  },

  rotate_key(env, { from, to }) {
    const { caller, state } = env;
    const inOffice = recordInOffice(env);
    if (!inOffice.some(({ address, operator }) => address === from && operator === caller)) throw errors.NotOperator();
    const last = state.rotatedAt.get(caller);
    const tick = tickOf(env);
    if (last !== undefined && tick < saturatingAdd(last, dayTicks))
      throw errors.TooSoon({ from: saturatingAdd(last, dayTicks) });
    expectBonds(
      env,
      inOffice.filter(({ operator }) => operator === caller),
    );
    appoint(
      env,
      inOffice.map(({ address, operator }) => ({ address: address === from ? to : address, operator })),
    );
    state.rotatedAt.put(caller, tick);
  },
});
