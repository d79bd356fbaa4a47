import { KEY_DST, keyLabel, signBls } from "@pha/crypto";
import { readState, type StateView } from "@pha/frame";
import type { CertifiedHead } from "@pha/light-client";
import {
  type Core,
  isKeyRequestOf,
  type KeyRequest,
  type SignedKeyRequest,
  sealPartials,
  toDerivedLabel,
} from "@pha/program-kit";
import {
  attestation,
  gatekeepers,
  isTeller,
  type Sharing,
  sharingOf,
  standingOf,
  type Worker,
} from "@pha/runtime/program";
import { errors } from "../errors.ts";
import type { GrantLog } from "./grant-log.ts";
import { checkLabels } from "./labels.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Vault } from "./vault.ts";

export interface ReleaseDeps {
  readonly vault: Vault;
  readonly limit: RateLimit;
  readonly log: GrantLog;
}

/**
 * Answers a worker's request for keys: this gatekeeper's partials, sealed to the worker's session. The rule is checked
 * on this enclave's own finalized view, every fact with its proof.
 *
 * @throws `gatekeeper` errors, each naming the part of the rule that failed
 */
export async function release(
  core: Core,
  { vault, limit, log }: ReleaseDeps,
  signed: SignedKeyRequest,
): Promise<Uint8Array> {
  const { request } = signed;
  await core.requireStanding();
  if (request.gatekeeper !== core.identity) throw errors.WrongGatekeeper();
  const { worker, sharing, number } = await core.view.read((view, head) => checkRule(view, head, request));
  if (!isKeyRequestOf(core.host.primitives, core.host.genesisHash, worker.session.signKey, signed))
    throw errors.BadRequestSignature();
  limit.take(request.worker, request.labels.length);
  const share = vault.shareOf(sharing);
  if (!share) throw errors.NoShare();
  // The proofs came from the host, which may have taken its time: nothing is waited for from here on.
  if (!core.isLeased(number)) throw errors.LeaseExpired({ number });
  log.note(request.worker, request.labels);
  const signatures = request.labels.map((label) => signBls(share.share, KEY_DST, keyLabel(toDerivedLabel(label))));
  const { primitives, genesisHash } = core.host;
  const answering = { primitives, genesis: genesisHash, sign: core.signAsIdentity };
  return sealPartials(answering, worker.session.hpkeKey, signed, {
    round: sharing.round,
    index: share.index,
    signatures,
  });
}

/** The release rule: who asks, and for what. */
function checkRule(
  view: StateView,
  head: CertifiedHead,
  request: KeyRequest,
): { readonly worker: Worker; readonly sharing: Sharing; readonly number: number } {
  const { workers, policy, platforms } = readState(attestation, view);
  const worker = workers.get(request.worker);
  if (worker?.role.type !== "Miner") throw errors.UnknownWorker();
  const standing = standingOf({ policy: policy.get(), platforms: platforms.get() }, worker, head.timeMs);
  if (standing === "program-denied") throw errors.ProgramNotAllowed({ measurement: worker.measurement });
  if (standing === "expired") throw errors.AttestationExpired();
  if (standing !== "valid") throw errors.PlatformNotAllowed({ reason: standing });
  const { number } = head.header;
  checkLabels(view, number, request);
  const reads = readState(gatekeepers, view);
  const sharing = sharingOf(reads, request.labels[0]?.value.generation);
  // Of a generation that is shared anew no more, whoever has lost its seat gives nothing.
  const isHolder = sharing?.generation === reads.sharing.get()?.generation || isTeller(reads, request.gatekeeper);
  if (!sharing || !isHolder) throw errors.NoShare();
  return { worker, sharing, number };
}
