import { implement } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { seizeStake } from "../computation/stake.ts";
import { slashBond } from "../validators/slash.ts";
import { escrowAccount } from "./account.ts";
import { findContradiction } from "./contradiction.ts";
import { findDoubleSeal } from "./double-seal.ts";
import { findDoubleVote } from "./double-vote.ts";
import { cancelCase, expectNew, openCase } from "./ledger.ts";
import { offences } from "./spec.ts";

const { errors } = offences;

export const offencesCalls = implement(offences, {
  report_contradiction(env, { worker, session, contract, first, second }) {
    const { caller, state, block } = env;
    if (env.of(attestation).state.sessions.get(session) !== worker) throw errors.ForeignSession({ worker, session });
    const accused = { genesis: block.genesisHash, worker, session, contract };
    const { stateHeight, number } = findContradiction(accused, first, second);
    const deed = { type: "Contradiction", value: { worker, session, contract, stateHeight } } as const;
    expectNew(env, deed);
    const part = state.figures.get().contradiction;
    const seized = seizeStake(env, worker, { part, at: number, to: escrowAccount });
    if (!seized) throw errors.NothingAtStake({ worker });
    const { pool, taken: amount, own } = seized;
    openCase(env, { deed, amount, charged: { type: "Pool", value: { pool, own } }, reporter: caller });
  },

  report_double_vote(env, { first, second }) {
    const { caller, state } = env;
    const deed = findDoubleVote(env, first, second);
    expectNew(env, deed);
    const { operator } = deed.value;
    const amount = slashBond(env, operator, state.figures.get().doubleVote, escrowAccount);
    const charged = amount === 0n ? undefined : ({ type: "Account", value: operator } as const);
    openCase(env, { deed, amount, charged, reporter: caller });
  },

  report_double_seal(env, { author, first, second }) {
    const deed = findDoubleSeal(env, author, first, second);
    expectNew(env, deed);
    openCase(env, { deed, amount: 0n, charged: undefined, reporter: env.caller }); // authors put up nothing
  },

  cancel(env, { offence }) {
    cancelCase(env, offence);
  },
});
