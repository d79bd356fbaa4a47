import type { Appraised } from "@pha/attestation";
import { toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { implement } from "@pha/frame";
import { hold } from "../balances/holds.ts";
import { appraise, claimsOf } from "./appraise.ts";
import type { Platform } from "./platforms.ts";
import { changePlatforms, changePolicy } from "./policy.ts";
import { attestation, workerDeposit } from "./spec.ts";
import { submitCollateral } from "./submit.ts";

const { errors } = attestation;

/** What is kept of the machine, so that it can be denied. */
function platformOf({ platform: id, hardware }: Appraised): Platform {
  if (!hardware) return { id, hardware: undefined };
  const { fmspc, status, advisories } = hardware;
  return { id, hardware: { fmspc, status: { type: status }, advisories } };
}

export const attestationCalls = implement(attestation, {
  register_worker(context, args) {
    const { block, caller, state, emit } = context;
    const { role, identity, session, quote } = args;
    const appraised = appraise(context, args);
    const { measurement, confidence, issuedAtMs } = appraised;
    const quoteHash = toHex(sha256(quote));
    const claims = claimsOf(appraised);
    const before = state.workers.get(identity);
    if (before && (before.operator !== caller || before.role.type !== role.type)) throw errors.WrongOperator();
    const isRenewal = before?.session.signKey === session.signKey && before.session.hpkeKey === session.hpkeKey;
    const isOld = issuedAtMs <= (before?.attestedAtMs ?? 0n) || quoteHash === before?.quoteHash;
    if (isRenewal ? isOld : state.sessions.has(session.signKey)) throw errors.SessionUsed();

    const platform = platformOf(appraised);
    const appraisal = { quoteHash, measurement, confidence, attestedAtMs: issuedAtMs, platform };
    if (isRenewal) {
      state.workers.put(identity, { ...before, ...appraisal });
      emit.Appraised({ identity, confidence, claims });
      emit.AttestationRenewed({ identity, attestedAtMs: issuedAtMs });
      return;
    }
    if (!before) hold(context, caller, attestation.holdReasons.WorkerDeposit, workerDeposit);
    const sessionNumber = (before?.sessionNumber ?? 0n) + 1n;
    state.workers.put(identity, {
      role,
      operator: caller,
      session,
      sessionNumber,
      registeredAt: block.number,
      ...appraisal,
      bareSequence: 0n,
      bareDebt: before?.bareDebt ?? 0,
      bareAt: before?.bareAt ?? 0,
    });
    state.sessions.put(session.signKey, identity);
    emit.Appraised({ identity, confidence, claims });
    emit.WorkerRegistered({ identity, role, operator: caller, sessionNumber, signKey: session.signKey });
  },

  set_policy(context, { policy }) {
    changePolicy(context, policy);
  },

  set_platforms(context, { platforms }) {
    changePlatforms(context, platforms);
  },

  submit_collateral(context, { piece }) {
    submitCollateral(context, piece);
  },
});
