import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { queueMessage } from "../messages/queue.ts";
import { followingEpoch, keysAt, withGeneration } from "./epochs.ts";
import { getContract, keyRules, openContract } from "./judges.ts";
import type { Upgrade, UpgradePolicy } from "./life.ts";
import { endOffer } from "./owners.ts";
import type { Reason } from "./reason.ts";
import type { Contract } from "./record.ts";
import { countRoom, giveRoom, takeRoom } from "./room.ts";
import { contracts } from "./spec.ts";

const { errors } = contracts;

/** Why a contract did not go over to other code, if that was taken back. */
const withdrawn: Reason = { code: "withdrawn", message: "" };

/**
 * Begins to put other code in place of a contract's: its members are to make the key of the next epoch known, which goes
 * with that code. The owner's deposit is for both until one of them is gone; what governance decrees asks nothing of the
 * owner, whose deposit stays as it is, and no room of the cluster: neither is to stand in its way.
 *
 * @throws `Contracts.UpgradeForbidden`, `Contracts.UpgradePending`, `Contracts.NoKey`, `Contracts.SameCode`,
 *   `Contracts.UnknownCode`, and what `openContract` and `takeRoom` throw
 */
export function beginUpgrade(env: Env, id: Hex, codeHash: Hex, by: UpgradePolicy["type"]): void {
  const { state, emit } = env.of(contracts);
  const { number } = env.block;
  const contract = openContract({ state }, id);
  const { life } = contract;
  if (life.upgrades.type !== by) throw errors.UpgradeForbidden({ policy: life.upgrades.type });
  if (life.upgrade) throw errors.UpgradePending({ codeHash: life.upgrade.codeHash });
  if (contract.encryptKey === undefined) throw errors.NoKey();
  if (contract.codeHash === codeHash) throw errors.SameCode({ codeHash });
  const codeBytes = state.codeLength.get(codeHash);
  if (codeBytes === undefined) throw errors.UnknownCode({ codeHash });
  const more = { contracts: 0, codeBytes, stateKib: 0 };
  if (by === "Governance") countRoom(env, contract.cluster, more, 1);
  else takeRoom(env, contract.owner, contract.cluster, more);

  // Members may have told a key of the one that follows, with the code that there is.
  const { epoch: next, generation } = followingEpoch(contract, number, keyRules(env, contract.cluster));
  const epoch = next + 1;
  const upgrade = { codeHash, epoch, generation, told: undefined };
  state.contracts.put(id, { ...contract, life: { ...life, upgrade, refused: undefined } });
  queueMessage(env, contract.cluster, () => ({ type: "UpgradeBegun", value: { contract: id } }));
  emit.UpgradeBegun({ contract: id, codeHash, epoch });
}

/** The key that goes with the code is known: the workers go over to it behind all messages that there were. */
export function tellUpgrade(env: Env, id: Hex, contract: Contract, key: Hex): void {
  const { life, cluster } = contract;
  if (!life.upgrade) return;
  const { codeHash, epoch } = life.upgrade;
  const upgrade = { ...life.upgrade, told: { key, at: env.block.number } };
  env.of(contracts).state.contracts.put(id, { ...contract, life: { ...life, upgrade } });
  queueMessage(env, cluster, () => ({ type: "Upgrades", value: { contract: id, codeHash, epoch } }));
}

/** What a majority of the workers says of an upgrade: it is done, or the contract stays what it was. */
export function endUpgrade(env: Env, id: Hex, codeHash: Hex, failure: Reason | undefined): void {
  const { state, emit } = env.of(contracts);
  const contract = getContract({ state }, id);
  const { life } = contract;
  const { upgrade } = life;
  if (!upgrade?.told || upgrade.codeHash !== codeHash) return;
  const { epoch, generation, told } = upgrade;
  if (failure) {
    stayWith(env, id, contract, upgrade, failure);
    emit.UpgradeFailed({ contract: id, codeHash, reason: failure });
    return;
  }
  giveCodeRoom(env, contract, contract.codeHash);
  const isDecreed = life.upgrades.type === "Governance";
  if (isDecreed && !state.depositCode.has(id)) state.depositCode.put(id, contract.codeHash);
  const { at } = told;
  const last = keysAt(contract, at).epoch;
  state.contracts.put(id, {
    ...contract,
    codeHash,
    epoch,
    encryptKey: told.key,
    rotation: { ...contract.rotation, since: at + 1, previous: { epoch: last, until: at }, next: undefined },
    generations: withGeneration(contract, { generation, epoch, until: at }),
    life: { ...life, upgrade: undefined, replaced: { codeHash: contract.codeHash, epoch } },
  });
  state.epochEnds.put(id, last, at);
  state.pastCode.put(id, contract.codeHash, last);
  state.tasks.remove(id);
  emit.Upgraded({ contract: id, codeHash, replaced: contract.codeHash, epoch });
  endOffer(env, id);
}

/**
 * Takes an upgrade back whose key is not known: nothing else would end it where no majority of the workers ever tells that
 * key, and until then no other epoch follows, not even after a denial.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.NoUpgrade`, `Contracts.UpgradeTold`
 */
export function withdrawUpgrade(env: Env, id: Hex): void {
  const { state, emit } = env.of(contracts);
  const contract = getContract({ state }, id);
  const { upgrade } = contract.life;
  if (!upgrade) throw errors.NoUpgrade();
  const { codeHash, epoch, told } = upgrade;
  if (told) throw errors.UpgradeTold({ codeHash });
  stayWith(env, id, contract, upgrade, withdrawn);
  state.keyVotes.remove(id, epoch);
  emit.UpgradeWithdrawn({ contract: id, codeHash });
}

/** A contract keeps the code that it has. Keys of the epoch may have been given out: none that follows has its number. */
function stayWith(env: Env, id: Hex, contract: Contract, { codeHash, epoch }: Upgrade, reason: Reason): void {
  giveCodeRoom(env, contract, codeHash);
  const life = { ...contract.life, upgrade: undefined, refused: { codeHash, reason } };
  env.of(contracts).state.contracts.put(id, { ...contract, life, spentEpoch: epoch });
}

/** Gives back what code that a contract has no more took up; of what governance decreed, nobody holds a deposit. */
function giveCodeRoom(env: Env, { cluster, owner, life }: Contract, codeHash: Hex): void {
  const codeBytes = env.of(contracts).state.codeLength.get(codeHash) ?? 0;
  const less = { contracts: 0, codeBytes, stateKib: 0 };
  if (life.upgrades.type === "Governance") countRoom(env, cluster, less, -1);
  else giveRoom(env, owner, cluster, less);
}
