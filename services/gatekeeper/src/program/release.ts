import type { Hex } from "@pha/codec";
import { KEY_DST, keyLabel, signBls } from "@pha/crypto";
import { readState, type StateView } from "@pha/frame";
import type { CertifiedHead } from "@pha/light-client";
import {
  type Core,
  isKeyRequestOf,
  type KeyLabel,
  type KeyRequest,
  type SignedKeyRequest,
  sealPartials,
  toDerivedLabel,
} from "@pha/program-kit";
import {
  attestation,
  type Contract,
  clusters,
  contracts,
  followingEpoch,
  gatekeepers,
  keysAt,
  type Sharing,
  standingOf,
  type Worker,
} from "@pha/runtime/program";
import { errors } from "../errors.ts";
import type { GrantLog } from "./grant-log.ts";
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
  { worker: identity, labels }: KeyRequest,
): { readonly worker: Worker; readonly sharing: Sharing; readonly number: number } {
  const { workers, policy, platforms } = readState(attestation, view);
  const worker = workers.get(identity);
  if (worker?.role.type !== "Miner") throw errors.UnknownWorker();
  const standing = standingOf({ policy: policy.get(), platforms: platforms.get() }, worker, head.timeMs);
  if (standing === "program-denied") throw errors.ProgramNotAllowed({ measurement: worker.measurement });
  if (standing === "expired") throw errors.AttestationExpired();
  if (standing !== "valid") throw errors.PlatformNotAllowed({ reason: standing });
  const sharing = readState(gatekeepers, view).sharing.get();
  if (!sharing) throw errors.NoShare();
  const { number } = head.header;
  for (const label of labels) checkLabel({ view, number }, identity, sharing.generation, label);
  return { worker, sharing, number };
}

/** The state as of a block. */
interface Moment {
  readonly view: StateView;
  readonly number: number;
}

function checkLabel(at: Moment, worker: Hex, generation: number, label: KeyLabel): void {
  const { view, number } = at;
  const { cluster: clusterId, contract: contractId } = label.value;
  const cluster = readState(clusters, view).clusters.get(clusterId);
  if (!cluster?.members.includes(worker)) throw errors.NotClusterMember({ cluster: clusterId });
  const contract = readState(contracts, view).contracts.get(contractId);
  const fits =
    contract?.cluster === clusterId &&
    label.value.generation === generation &&
    (label.type !== "encrypt" || label.value.codeHash === contract.codeHash);
  if (!fits) throw errors.WrongContract({ contract: contractId });
  if (label.type === "random" || isReleased(at, contract, label.value)) return;
  const { epoch } = label.value;
  throw errors.WrongEpoch({ contract: contractId, given: epoch, current: keysAt(contract, number).epoch });
}

/**
 * Of a contract's epochs: the current one, the next from when its key is asked for, one that is in grace or could have
 * commands that the ledger took and the contract's members have not agreed on; and, while the network keeps history, all
 * that ever were.
 */
function isReleased(
  { view, number }: Moment,
  contract: Contract,
  { contract: id, epoch }: { readonly contract: Hex; readonly epoch: number },
): boolean {
  const { figures, epochEnds } = readState(contracts, view);
  const { keyEpoch, keepsHistory } = figures.get();
  const { epoch: current, next } = keysAt(contract, number);
  if (epoch === current || epoch === next?.epoch) return true;
  const following = followingEpoch(contract, number, {
    keyEpoch,
    denials: readState(attestation, view).denials.get(),
  });
  if (epoch === following.epoch) return number >= following.askedFrom;
  const end = epochEnds.get(id, epoch);
  return end !== undefined && (keepsHistory || number <= end || contract.agreed.stateHeight < end);
}
