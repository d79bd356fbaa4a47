import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { hold, release } from "../balances/holds.ts";
import { expectUnpaused, getContract } from "./judges.ts";
import type { Contract } from "./record.ts";
import { depositOf } from "./room.ts";
import { contracts } from "./spec.ts";

const { errors } = contracts;

/** A contract of the caller's. @throws `Contracts.UnknownContract`, `Contracts.NotOwner` */
export function ownContract(env: Env, id: Hex, caller: AccountId): Contract {
  const contract = getContract(env.of(contracts), id);
  if (contract.owner !== caller) throw errors.NotOwner({ owner: contract.owner });
  return contract;
}

/** Offers a contract to an account, in place of any other; to nobody, if none is named. */
export function offer(env: Env, id: Hex, caller: AccountId, to: AccountId | undefined): void {
  const { state, emit } = env.of(contracts);
  const contract = ownContract(env, id, caller);
  state.contracts.put(id, { ...contract, life: { ...contract.life, offeredTo: to } });
  emit.Offered({ contract: id, to });
}

/** Takes an offer back, if there is one: what was offered had other code, or a smaller deposit. */
export function endOffer(env: Env, id: Hex): void {
  const { state, emit } = env.of(contracts);
  const contract = getContract({ state }, id);
  if (contract.life.offeredTo === undefined) return;
  state.contracts.put(id, { ...contract, life: { ...contract.life, offeredTo: undefined } });
  emit.Offered({ contract: id, to: undefined });
}

/**
 * Has a contract go to whom it is offered, with the deposit for it: the new owner's is held, the old one's is free.
 *
 * @throws `Contracts.NotOffered`, `Contracts.UpgradePending`, and what {@link hold} throws
 */
export function accept(env: Env, id: Hex, caller: AccountId): void {
  const { state, emit } = env.of(contracts);
  const contract = getContract({ state }, id);
  const { owner, codeHash, life } = contract;
  if (life.offeredTo !== caller) throw errors.NotOffered({ to: life.offeredTo });
  if (life.upgrade) throw errors.UpgradePending({ codeHash: life.upgrade.codeHash });
  const codeBytes = state.codeLength.get(state.depositCode.get(id) ?? codeHash) ?? 0;
  const deposit = depositOf({ contracts: 1, codeBytes, stateKib: state.stateKib.get(id) });
  hold(env, caller, contracts.holdReasons.RoomDeposit, deposit);
  release(env, owner, contracts.holdReasons.RoomDeposit, deposit);
  state.contracts.put(id, { ...contract, owner: caller, life: { ...life, offeredTo: undefined } });
  emit.OwnerChanged({ contract: id, from: owner, to: caller });
}

/**
 * Has a contract take no commands. Only who may replace its code can: another owner could put no end to what it is for.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.PauseForbidden`, `Contracts.NotOwner`
 */
export function pause(env: Env, id: Hex, caller: AccountId): void {
  const { state, emit } = env.of(contracts);
  const { type: policy } = getContract({ state }, id).life.upgrades;
  if (policy !== "Owner") throw errors.PauseForbidden({ policy });
  const contract = ownContract(env, id, caller);
  state.contracts.put(id, { ...contract, life: { ...contract.life, pausedBy: caller } });
  emit.Paused({ contract: id, by: caller });
}

/**
 * Has nobody replace a contract's code any more, nor pause it. What was offered was another contract: the offer ends.
 *
 * @throws `Contracts.UnknownContract`, `Contracts.UpgradeForbidden`, `Contracts.NotOwner`, `Contracts.UpgradePending`,
 *   `Contracts.Paused`: it would stay so for as long as its owner likes
 */
export function renounce(env: Env, id: Hex, caller: AccountId): void {
  const { state, emit } = env.of(contracts);
  const { type: policy } = getContract({ state }, id).life.upgrades;
  if (policy !== "Owner") throw errors.UpgradeForbidden({ policy });
  const contract = ownContract(env, id, caller);
  const { life } = contract;
  if (life.upgrade) throw errors.UpgradePending({ codeHash: life.upgrade.codeHash });
  expectUnpaused(contract);
  state.contracts.put(id, { ...contract, life: { ...life, upgrades: { type: "Never" } } });
  emit.Renounced({ contract: id, by: caller });
  endOffer(env, id);
}

/** Has a contract take commands again. @throws `Contracts.UnknownContract`, `Contracts.NotOwner` */
export function resume(env: Env, id: Hex, caller: AccountId): void {
  const { state, emit } = env.of(contracts);
  const contract = ownContract(env, id, caller);
  state.contracts.put(id, { ...contract, life: { ...contract.life, pausedBy: undefined } });
  emit.Resumed({ contract: id, by: caller });
}
