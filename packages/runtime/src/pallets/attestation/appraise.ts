import {
  type Appraised,
  type Collateral,
  type CollateralNeeds,
  dcapErrors,
  type HardwareInput,
  intelRoot,
  errors as quoteErrors,
  reportData,
  verifyQuote,
} from "@pha/attestation";
import { fromHex, isOf } from "@pha/codec";
import type { ArgsOf, CallContext } from "@pha/frame";
import { system } from "../system/spec.ts";
import { attestation, maxQuoteAge } from "./spec.ts";

const { errors } = attestation;

type Context = CallContext<typeof attestation, "signed">;
type Args = ArgsOf<typeof attestation, "register_worker">;
type State = Context["state"];

/** Facts that an accepted quote was checked for. */
const claimsOfAll = ["platform", "signature", "report data", "measurement", "age"];
const claimsOfHardware = [
  ...["certificate chain", "revocation lists", "TCB info", "QE identity", "quoting enclave", "attributes"],
  ...["TDX module", "event log", "platform not denied"],
];

/** The claims of an appraisal, as its event says them: an accepted quote was checked for each. */
export function claimsOf({ hardware }: Appraised): { readonly claim: string; readonly accepted: boolean }[] {
  const claims = hardware ? [...claimsOfAll, ...claimsOfHardware, `TCB ${hardware.status}`] : claimsOfAll;
  return claims.map((claim) => ({ claim, accepted: true }));
}

const roles = { Gatekeeper: "gatekeeper", Miner: "miner" } as const;

/** @throws an `Attestation` error that says what is wrong with the quote */
export function appraise({ block, caller, state, of }: Context, args: Args): Appraised {
  const { role, identity, session, number, quote } = args;
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
      hardware: hardwareInput(state),
      nowMs: block.timeMs,
    });
  } catch (error) {
    throw refusal(error);
  }
}

/** The ledger's own error for what the verifier refuses, with its code as the reason. */
function refusal(error: unknown): unknown {
  if (quoteErrors.EmulatedRefused.is(error)) return errors.EmulationRefused({}, error);
  if (quoteErrors.MeasurementNotAllowed.is(error)) return errors.MeasurementNotAllowed(error.data, error);
  if (quoteErrors.StaleQuote.is(error)) return errors.StaleQuote(error.data, error);
  if (quoteErrors.MissingCollateral.is(error)) return errors.MissingCollateral(error.data, error);
  if (quoteErrors.PlatformDenied.is(error)) return errors.PlatformDenied(error.data, error);
  if (quoteErrors.TcbNotAccepted.is(error)) return errors.TcbNotAccepted(error.data, error);
  if (dcapErrors.CrlNotValid.is(error) || dcapErrors.CollateralNotValid.is(error))
    return errors.CollateralExpired(error.data, error);
  if (isOf(quoteErrors, error) || isOf(dcapErrors, error)) return errors.BadQuote({ reason: error.code }, error);
  return error;
}

/** The root that this network pins: Intel's, unless its genesis names another one. */
export const rootOf = (state: Pick<State, "hardwareRoot">): Uint8Array => state.hardwareRoot.get() ?? intelRoot();

function hardwareInput(state: State): HardwareInput {
  const rules = state.platforms.get();
  return { root: rootOf(state), rules, collateral: (needs) => collateralOf(state, needs) };
}

/** The collateral on the ledger, if all of it is there. */
function collateralOf(state: State, { tee, fmspc, authority }: CollateralNeeds): Collateral | undefined {
  const kind = { type: tee === "sgx" ? "Sgx" : "Tdx" } as const;
  const rootCrl = state.rootCrl.get();
  const pckCrl = state.pckCrls.get({ type: authority === "platform" ? "Platform" : "Processor" });
  const tcbInfo = state.tcbInfos.get(kind, fmspc);
  const qeIdentity = state.qeIdentities.get(kind);
  if (!rootCrl || !pckCrl || !tcbInfo || !qeIdentity) return undefined;
  const signed = (document: typeof tcbInfo) => ({ ...document, signature: fromHex(document.signature) });
  return { rootCrl: rootCrl.list, pckCrl, tcbInfo: signed(tcbInfo), qeIdentity: signed(qeIdentity) };
}
