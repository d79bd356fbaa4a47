import { implement } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";
import { seizeStake } from "../computation/stake.ts";
import { escrowAccount } from "./account.ts";
import { findContradiction } from "./contradiction.ts";
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
    openCase(env, { deed, source: { type: "Pool", value: { pool, own } }, amount, reporter: caller });
  },

  cancel(env, { offence }) {
    cancelCase(env, offence);
  },
});
