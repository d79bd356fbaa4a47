import type { Hex } from "@pha/codec";
import type { ArgsOf, PalletAccess } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { type Cluster, clusters } from "../clusters/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { system } from "../system/spec.ts";
import { effectsRoot } from "./effect.ts";
import { followingEpoch, isOpenEpoch, type KeyRules, keysAt, publishedKey } from "./epochs.ts";
import { reasonHash } from "./ids.ts";
import { keyRulesOf } from "./key-rules.ts";
import { maxAhead } from "./limits.ts";
import type { Claim, Contract, Report } from "./record.ts";
import { contracts } from "./spec.ts";
import { mayRun } from "./tasks.ts";

const { errors } = contracts;

/** @throws `Contracts.UnknownContract` */
export function getContract({ state }: Pick<PalletAccess<typeof contracts>, "state">, id: Hex): Contract {
  const contract = state.contracts.get(id);
  if (!contract) throw errors.UnknownContract({ contract: id });
  return contract;
}

/** A contract that executes commands. @throws `Contracts.UnknownContract`, `Contracts.Halted`, `Contracts.Broken` */
export function openContract(access: Pick<PalletAccess<typeof contracts>, "state">, id: Hex): Contract {
  const contract = getContract(access, id);
  if (contract.halted) throw errors.Halted();
  if (contract.broken) throw errors.Broken({ reason: contract.broken.code });
  return contract;
}

/** Requires that a contract takes commands. @throws `Contracts.Paused` */
export function expectUnpaused({ life: { pausedBy } }: Contract): void {
  if (pausedBy !== undefined) throw errors.Paused({ by: pausedBy });
}

/**
 * Requires that a contract takes what is encrypted for an epoch.
 *
 * @throws `Contracts.Paused`, `Contracts.Upgrading`, `Contracts.CodeReplaced`, `Contracts.WrongEpoch`
 */
export function expectOpenEpoch(contract: Contract, epoch: number, number: number): void {
  const { codeHash, life } = contract;
  expectUnpaused(contract);
  if (life.upgrade?.told) throw errors.Upgrading({ codeHash: life.upgrade.codeHash });
  if (isOpenEpoch(contract, epoch, number)) return;
  if (life.replaced && epoch < life.replaced.epoch) throw errors.CodeReplaced({ codeHash });
  throw errors.WrongEpoch({ current: keysAt(contract, number).epoch, given: epoch });
}

/** @throws `Contracts.NotMember` unless the worker belongs to the contract's cluster. */
export function memberCluster(env: JudgeEnv, { cluster: id }: Contract, identity: Hex): Cluster {
  const cluster = env.of(clusters).state.clusters.get(id);
  if (!cluster?.members.includes(identity)) throw errors.NotMember();
  return cluster;
}

/** By what contracts of a cluster get other keys, as of now. */
export const keyRules = (env: JudgeEnv, cluster: number): KeyRules =>
  keyRulesOf(
    {
      contracts: env.of(contracts).state,
      attestation: env.of(attestation).state,
      gatekeepers: env.of(gatekeepers).state,
      clusters: env.of(clusters).state,
    },
    cluster,
  );

/**
 * A key may be told of an epoch that is current or next, and of the one that follows from a quarter before it is due.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.NotMember`, `Contracts.WrongEpoch`
 */
export function judgeKey(
  env: JudgeEnv,
  identity: Hex,
  { contract: id, epoch }: Pick<ArgsOf<typeof contracts, "publish_key">, "contract" | "epoch">,
): undefined {
  const contract = getContract(env.of(contracts), id);
  memberCluster(env, contract, identity);
  const { number } = env.block;
  if (publishedKey(contract, epoch, number) !== undefined) return;
  const following = followingEpoch(contract, number, keyRules(env, contract.cluster));
  if (epoch !== following.epoch || number < following.askedFrom)
    throw errors.WrongEpoch({ current: keysAt(contract, number).epoch, given: epoch });
}

/**
 * Judges reports by what the state says before the first of them is counted: then all of them can be.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.NotMember`; `Contracts.BadReport` for one that does not go forward, or
 *   beyond the block before this one, or whose reason or effects are not those that it names; `Contracts.TooFarAhead`
 */
export function judgeReports(
  env: JudgeEnv,
  identity: Hex,
  { reports }: { readonly reports: readonly Report[] },
): undefined {
  const { state } = env.of(contracts);
  const waiting = new Map<Hex, Set<number>>();
  for (const { contract: id, prevStateHeight, reason, effects, ...claim } of reports) {
    const contract = getContract({ state }, id);
    memberCluster(env, contract, identity);
    const { stateHeight } = claim;
    if (stateHeight <= prevStateHeight || stateHeight >= env.block.number)
      throw errors.BadReport({ prevStateHeight, stateHeight });
    if (reasonOf(claim) !== (reason && reasonHash(reason))) throw errors.BadReport({ reason: reason?.code });
    if (claim.effectsRoot !== effectsRoot(effects)) throw errors.BadReport({ effectsRoot: claim.effectsRoot });
    const isOpen = (height: number) => height >= contract.agreed.stateHeight;
    if (contract.halted || !isOpen(prevStateHeight)) continue;
    const heights = waiting.get(id) ?? new Set(state.ahead.get(id, identity).filter(isOpen));
    if (heights.add(prevStateHeight).size > maxAhead) throw errors.TooFarAhead({ max: maxAhead, prevStateHeight });
    waiting.set(id, heights);
  }
}

/**
 * Judges a task's run: whether the task is the contract's, was due, and whether this member's turn had come. A task ends with
 * its contract's code: an enclave takes back what it signed for such a one.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.NotMember`, `Contracts.UnknownTask`, `Contracts.NotElected`
 */
export function judgeRun(
  env: JudgeEnv,
  identity: Hex,
  { contract: id, task: name, due }: Pick<ArgsOf<typeof contracts, "task_ran">, "contract" | "task" | "due">,
): undefined {
  const { state } = env.of(contracts);
  const { members } = memberCluster(env, getContract({ state }, id), identity);
  const task = state.tasks.get(id).list.find((one) => one.name === name);
  if (!task) throw errors.UnknownTask({ task: name });
  const { number } = env.block;
  const { blockHash } = env.of(system).state;
  const seed = blockHash.has(due) ? blockHash.get(due) : undefined;
  if (due <= task.since || due >= number || !mayRun({ contract: id, task, due, seed, members }, identity, number))
    throw errors.NotElected({ due, task: name });
}

/** Hash of the reason for which a claim says that the contract is broken. */
export const reasonOf = ({ status }: Claim): Hex | undefined => (status.type === "Broken" ? status.value : undefined);
