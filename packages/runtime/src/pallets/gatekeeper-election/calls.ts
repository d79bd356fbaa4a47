import { implement } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { hold, release } from "../balances/holds.ts";
import { expectOwnPart, expectStanding, putCandidacy } from "./candidacies.ts";
import { collectFree, nominate, unnominate } from "./nominating.ts";
import { expectRoom } from "./ranking.ts";
import { dueFrom, isOwnFree } from "./seats.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Candidacy } from "./types.ts";

const { errors, holdReasons } = gatekeeperElection;

const nothing: Omit<Candidacy, "operator"> = { own: 0n, backed: 0n, leaving: undefined };

export const gatekeeperElectionCalls = implement(gatekeeperElection, {
  stand(env, { identity, amount }) {
    const { caller, state, emit } = env;
    if (!workerOf(env, identity, "Gatekeeper", caller)) throw errors.NotGatekeeper();
    const before = state.candidacies.get(identity) ?? { operator: caller, ...nothing };
    if (before.leaving !== undefined) throw errors.Withdrawn({ due: before.leaving });
    if (before.own > 0n && before.operator !== caller) throw errors.NotGatekeeper();
    const { leastOwn } = state.figures.get();
    const own = before.own + amount;
    if (own < leastOwn) throw errors.TooLittle({ stake: own, least: leastOwn });
    const candidacy = { ...before, operator: caller, own };
    expectOwnPart(env, candidacy);
    if (before.own === 0n) expectRoom(env, candidacy);

    hold(env, caller, holdReasons.Candidacy, amount);
    emit.Stood({ identity, operator: caller, amount });
    putCandidacy(env, identity, candidacy);
  },

  withdraw(env, { identity }) {
    const { caller, emit } = env;
    const candidacy = expectStanding(env, identity);
    if (candidacy.operator !== caller) throw errors.NotGatekeeper();
    const due = dueFrom(env);
    putCandidacy(env, identity, { ...candidacy, leaving: due });
    emit.Withdrawn({ identity, due });
  },

  reclaim(env, { identity }) {
    const { caller, state, emit } = env;
    const candidacy = state.candidacies.get(identity);
    if (!candidacy || candidacy.operator !== caller || candidacy.own === 0n) throw errors.NotStanding();
    const { own, leaving } = candidacy;
    if (leaving === undefined) throw errors.NotWithdrawn();
    if (!isOwnFree(env, identity, leaving)) throw errors.NotFree({ due: leaving });
    putCandidacy(env, identity, { ...candidacy, own: 0n, leaving: undefined });
    release(env, caller, holdReasons.Candidacy, own);
    emit.Reclaimed({ identity, amount: own });
  },

  nominate: (env, { identity, amount }) => nominate(env, env.caller, identity, amount),

  unnominate: (env, { amount }) => unnominate(env, env.caller, amount),

  collect(env) {
    const { caller, state } = env;
    const [first] = state.leaving.get(caller);
    if (!first) throw errors.NothingToCollect();
    if (collectFree(env, caller) === 0n) throw errors.NotFree({ due: first.due });
  },

  enter(env, { identity }) {
    const { state } = env;
    const candidacy = expectStanding(env, identity);
    if (state.list.get().some((listed) => listed.identity === identity)) throw errors.StandsAlready();
    expectRoom(env, candidacy);
    putCandidacy(env, identity, candidacy);
  },
});
