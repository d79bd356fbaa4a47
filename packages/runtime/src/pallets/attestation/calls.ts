import { errors as quoteErrors, reportData, verifyQuote } from "@pha/attestation";
import { type CodedError, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { type ArgsOf, type CallContext, implement } from "@pha/frame";
import { hold } from "../balances/holds.ts";
import { system } from "../system/spec.ts";
import { attestation, maxQuoteAge, workerDeposit } from "./spec.ts";

const { errors } = attestation;

type Context = CallContext<typeof attestation, "signed">;
type Args = ArgsOf<typeof attestation, "register_worker">;

/** Facts that an accepted quote was checked for. */
const claims = ["platform", "signature", "report data", "measurement", "age"].map((claim) => ({
  claim,
  accepted: true,
}));

const roles = { Gatekeeper: "gatekeeper", Miner: "miner" } as const;

/** @throws an `Attestation` error that says what is wrong with the quote. */
function appraise({ block, caller, state, of }: Context, { role, identity, session, number, quote }: Args) {
  const hashes = of(system).state.blockHash;
  const age = block.number - number;
  if (age <= 0 || age > maxQuoteAge || !hashes.has(number)) throw errors.StaleQuote({ number });
  const { measurements, maxAgeMs } = state.policy.get();
  const allowed = measurements.filter((row) => row.role.type === role.type).map((row) => row.measurement);
  const expectedReportData = reportData({
    genesis: block.genesisHash,
    role: roles[role.type],
    identity,
    ...session,
    operator: caller,
    number,
    hash: hashes.get(number),
  });
  try {
    return verifyQuote({
      quote,
      rootKey: state.developmentRoot.get(),
      expectedReportData,
      policy: { measurements: allowed, maxAgeMs },
      nowMs: block.timeMs,
    });
  } catch (error) {
    if (quoteErrors.EmulatedRefused.is(error)) throw errors.EmulationRefused({}, error);
    if (quoteErrors.MeasurementNotAllowed.is(error)) throw errors.MeasurementNotAllowed(error.data, error);
    if (quoteErrors.StaleQuote.is(error)) throw errors.StaleQuote(error.data, error);
    if (isQuoteError(error)) throw errors.BadQuote({ reason: error.code }, error);
    throw error;
  }
}

const isQuoteError = (error: unknown): error is CodedError =>
  quoteErrors.MalformedQuote.is(error) ||
  quoteErrors.UnknownPlatform.is(error) ||
  quoteErrors.BadSignature.is(error) ||
  quoteErrors.WrongReportData.is(error);

export const attestationCalls = implement(attestation, {
  register_worker(context, args) {
    const { block, caller, state, emit } = context;
    const { role, identity, session, quote } = args;
    const { measurement, confidence, issuedAtMs } = appraise(context, args);
    const before = state.workers.get(identity);
    if (before && (before.operator !== caller || before.role.type !== role.type)) throw errors.WrongOperator();
    const isRenewal = before?.session.signKey === session.signKey && before.session.hpkeKey === session.hpkeKey;
    if (isRenewal ? issuedAtMs <= before.attestedAtMs : state.sessions.has(session.signKey)) throw errors.SessionUsed();

    const appraisal = { quoteHash: toHex(sha256(quote)), measurement, confidence, attestedAtMs: issuedAtMs };
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

  set_policy({ state, emit }, { policy }) {
    state.policy.put(policy);
    emit.PolicyChanged({});
  },
});
