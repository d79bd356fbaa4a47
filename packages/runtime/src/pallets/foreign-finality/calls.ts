import { equalBytes } from "@pha/codec";
import { implement } from "@pha/frame";
import { checkValidatorSet, commitmentDigest } from "@pha/light-client";
import { forgetRoots, keepRoot, ledgerOf } from "./ledgers.ts";
import { beginOffice, endOffice } from "./offices.ts";
import { expectRecovery, objectThaw, proposeThaw, thaw } from "./recovery.ts";
import { foreignFinality } from "./spec.ts";
import { accepted, asOwn, expectCertified } from "./verify.ts";

const { errors } = foreignFinality;

export const foreignFinalityCalls = implement(foreignFinality, {
  follow(env, { genesis, set, number, timeMs, recovery }) {
    const { state, emit } = env;
    if (state.ledgers.has(genesis)) throw errors.AlreadyFollowed({ genesis });
    asOwn(() => checkValidatorSet(set));
    expectRecovery(recovery, state.guardian.get());
    const nothing = { accepted: 0n, contradicted: false, lookedTo: number, thaw: undefined };
    state.ledgers.put(genesis, { ...nothing, number, timeMs, set, recovery });
    beginOffice(env, genesis, set, number + 1);
    emit.Followed({ genesis, setId: set.id, number });
  },

  forget(env, { genesis }) {
    const { state, emit } = env;
    const { set, number, timeMs } = ledgerOf(env, genesis);
    endOffice(env, genesis, set, { to: number, endedMs: timeMs });
    state.ledgers.remove(genesis);
    forgetRoots(env, genesis);
    emit.Forgotten({ genesis });
  },

  accept(env, { genesis, certificate, nextSet }) {
    const { state, emit } = env;
    const known = ledgerOf(env, genesis);
    const next = accepted(env, genesis, known, certificate, nextSet);
    const { number, timeMs, outboundRoot: root } = certificate;
    keepRoot(env, genesis, known.accepted, number, root);
    state.ledgers.put(genesis, { ...known, ...next, accepted: known.accepted + 1n, thaw: undefined });
    emit.Accepted({ genesis, number, root });
    if (next.set.id === known.set.id) return;
    endOffice(env, genesis, known.set, { to: number, endedMs: timeMs });
    const from = number + 1;
    beginOffice(env, genesis, next.set, from);
    emit.SetRotated({ genesis, setId: next.set.id, from });
  },

  contradict(env, { genesis, one, other }) {
    const { state, emit } = env;
    const ledger = ledgerOf(env, genesis);
    const { number } = one;
    const isSame = equalBytes(commitmentDigest(genesis, one), commitmentDigest(genesis, other));
    if (number !== other.number || isSame || one.setId !== other.setId) throw errors.NoContradiction();
    if (number <= ledger.lookedTo) throw errors.NoContradiction({ number, lookedTo: ledger.lookedTo });
    for (const certificate of [one, other]) expectCertified(env, genesis, certificate);
    state.ledgers.put(genesis, { ...ledger, contradicted: true });
    emit.Contradicted({ genesis, number, one: one.blockHash, other: other.blockHash });
  },

  absolve(env, { genesis }) {
    const ledger = ledgerOf(env, genesis);
    if (!ledger.contradicted) throw errors.NotContradicted();
    env.state.ledgers.put(genesis, { ...ledger, contradicted: false, lookedTo: ledger.number });
    // One of two certificates was false, and may have named a root.
    forgetRoots(env, genesis);
    env.emit.Absolved({ genesis });
  },

  set_guardian({ state, emit }, { guardian }) {
    for (const [, { recovery }] of state.ledgers.page(0, state.ledgers.count())) expectRecovery(recovery, guardian);
    if (guardian === undefined) state.guardian.remove();
    else state.guardian.put(guardian);
    emit.GuardianSet({ guardian });
  },

  propose_thaw: (env, { genesis, setId, setHash }) => proposeThaw(env, env.caller, genesis, setId, setHash),

  object_thaw(env, { genesis }) {
    if (env.caller !== undefined && env.caller !== env.state.guardian.get()) throw errors.NotGuardian();
    objectThaw(env, genesis);
  },

  thaw: (env, { genesis, set }) => thaw(env, genesis, set),
});
