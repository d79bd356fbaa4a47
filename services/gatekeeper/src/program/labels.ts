import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import type { KeyLabel, KeyRequest } from "@pha/program-kit";
import {
  clusters,
  contracts,
  followingEpoch,
  generationOf,
  generationsOf,
  isNeeded,
  isReleased,
  keyRulesIn,
  keysAt,
  type Moment,
} from "@pha/runtime/program";
import { errors } from "../errors.ts";

/**
 * That a worker is a member where it asks for keys, and that the ledger has it that they are given now. All are of one
 * generation of the master key: the parts are of one sharing.
 *
 * @throws `gatekeeper.NotClusterMember`, `gatekeeper.WrongContract`, `gatekeeper.WrongEpoch`
 */
export function checkLabels(view: StateView, number: number, { worker, labels }: KeyRequest): void {
  const generation = labels[0]?.value.generation;
  for (const label of labels) {
    const { cluster: clusterId, contract: id } = label.value;
    const cluster = readState(clusters, view).clusters.get(clusterId);
    if (!cluster?.members.includes(worker)) throw errors.NotClusterMember({ cluster: clusterId });
    const contract = readState(contracts, view).contracts.get(id);
    if (contract?.cluster !== clusterId || label.value.generation !== generation)
      throw errors.WrongContract({ contract: id });
    const rules = keyRulesIn(view, clusterId);
    checkLabel({ view, number, id, contract, following: followingEpoch(contract, number, rules) }, label);
  }
}

/** @throws `gatekeeper.WrongContract`, `gatekeeper.WrongEpoch` */
function checkLabel(at: Moment, { type, value }: KeyLabel): void {
  const { id, contract, number, following } = at;
  const { generation } = value;
  const epoch = type === "random" ? undefined : value.epoch;
  const ofEpoch = epoch === following.epoch ? following.generation : generationOf(contract, epoch ?? 0);
  const isKnown = epoch === undefined ? isOfContract(at, generation) : generation === ofEpoch;
  if (!isKnown || (type === "encrypt" && !isCodeOf(at, value.epoch, value.codeHash)))
    throw errors.WrongContract({ contract: id });
  if (epoch === undefined ? isDrawn(at, generation) : isReleased(at, epoch, type === "tag")) return;
  throw errors.WrongEpoch({ contract: id, generation, given: epoch, current: keysAt(contract, number).epoch });
}

/**
 * Whether an epoch that follows goes with this code, of an upgrade with its own alone; or else, whether a contract has this
 * code or had it: with another epoch than its own, nobody encrypts to its key.
 */
const isCodeOf = ({ view, id, contract, following }: Moment, epoch: number, asked: Hex): boolean =>
  epoch === following.epoch
    ? asked === following.codeHash
    : asked === contract.codeHash || readState(contracts, view).pastCode.has(id, asked);

const isOfContract = ({ contract, following }: Moment, generation: number): boolean =>
  [...generationsOf(contract), following.generation].includes(generation);

/**
 * Of the master keys that a contract draws by: that of the current epoch, of the next and of the one that follows when their
 * keys are, and of earlier ones while somebody may need them, or the network keeps history.
 */
function isDrawn({ view, number, contract, following }: Moment, generation: number): boolean {
  const { epoch, next } = keysAt(contract, number);
  if ([epoch, next?.epoch ?? epoch].some((one) => generationOf(contract, one) === generation)) return true;
  if (generation === following.generation) return number >= following.askedFrom;
  return readState(contracts, view).figures.get().keepsHistory || isNeeded(contract, generation);
}
