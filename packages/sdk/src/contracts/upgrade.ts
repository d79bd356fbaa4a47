import type { Hex } from "@pha/codec";
import { makeCall, readState } from "@pha/frame";
import { codeHashOf, contractLimits, contracts, encodeCall, utility } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Signer } from "../signer.ts";
import { preflight } from "../transactions/preflight.ts";
import { untilContract } from "./until.ts";

export interface UpgradeOptions {
  /** Told what is being done, for people who wait. */
  readonly progress?: (step: "submitting" | "waiting for the workers") => void;
  /** How long to wait for the workers to agree; 60 s. */
  readonly timeoutMs?: number;
  /** Ask first what would come of it, as `Network.preflight` does; when it would fail, nothing is signed. */
  readonly preflight?: boolean;
}

/**
 * Stores the code unless the ledger has it, has a contract go over to it, and waits until its workers agree that it has: all
 * proven.
 *
 * @returns the code's hash
 * @throws `sdk.UpgradeFailed`: the contract is as it was; `sdk.UpgradeUndecided` when nothing is agreed in that time
 */
export async function upgrade(
  services: Services,
  signer: Signer,
  contract: Hex,
  code: Uint8Array,
  { progress = () => {}, timeoutMs = 60_000, ...options }: UpgradeOptions,
): Promise<Hex> {
  const { chain, follower, submitter } = services;
  if (code.length > contractLimits.code) throw contracts.errors.CodeTooLarge({ bytes: code.length });
  const codeHash = codeHashOf(code);
  await follower.refresh();
  const isKnown = await follower.view.read((state) => readState(contracts, state).codeLength.has(codeHash));
  const goOver = makeCall(contracts, "upgrade", { contract, codeHash });
  const upload = makeCall(contracts, "upload_code", { code });
  const call = isKnown ? goOver : makeCall(utility, "batch_all", { calls: [upload, goOver] });
  if (options.preflight) await preflight(chain, signer, encodeCall(call));
  progress("submitting");
  await submitter.finalize(signer, call, { timeoutMs });
  progress("waiting for the workers");
  const { life, codeHash: now } = await untilContract(
    services,
    contract,
    Date.now() + timeoutMs,
    (record) => record.life.upgrade?.codeHash !== codeHash,
    () => errors.UpgradeUndecided({ contract, codeHash }),
  );
  if (now === codeHash) return codeHash;
  const { code: reason, message = "" } =
    life.refused?.codeHash === codeHash ? life.refused.reason : { code: "unknown" };
  throw errors.UpgradeFailed({ contract, codeHash, reason, message: message || undefined });
}
