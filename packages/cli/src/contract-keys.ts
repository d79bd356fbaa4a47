import { readState, type StateView } from "@pha/frame";
import {
  type Contract,
  followingEpoch,
  generationOf,
  generationsOf,
  type KeysAt,
  keyRulesIn,
  keysAt,
  system,
} from "@pha/runtime/spec";

/** When a contract's keys change: its epoch, since when, and what follows. */
export interface Epochs extends Omit<KeysAt, "next"> {
  /** The one that follows: from that block on, or no earlier while its key is not known. */
  readonly next: { readonly epoch: number; readonly from: number; readonly isKnown: boolean };
  /** Those after the current one whose keys are known: of an upgrade too, which takes the place of another one. */
  readonly told: readonly number[];
}

/** A contract's keys, as of the state's block. */
export function epochsOf(view: StateView, contract: Contract): Epochs {
  const number = readState(system, view).number.get();
  const rules = keyRulesIn(view, contract.cluster);
  const { key, epoch, since, previous, next } = keysAt(contract, number);
  const { epoch: following, dueFrom } = followingEpoch(contract, number, rules);
  const { upgrade } = contract.life;
  const upgraded = upgrade?.told && { epoch: upgrade.epoch, from: upgrade.told.at + 1 };
  const known = upgraded ?? next;
  return {
    ...{ key, epoch, since, previous },
    next: known
      ? { epoch: known.epoch, from: known.from, isKnown: true }
      : { epoch: following, from: dueFrom, isKnown: false },
    told: [next, upgraded].flatMap((one) => one?.epoch ?? []),
  };
}

/** The same for people. */
export function epochText({ key, epoch, since, previous, next }: Epochs): string {
  if (key === undefined) return `${epoch}, whose key is not known yet`;
  const grace = previous ? `; ${previous.epoch} is taken up to block ${previous.until}` : "";
  const soon = next.from === 0 ? "as soon as its key is known" : `from block ${next.from}`;
  const then = next.isKnown ? `from block ${next.from}` : `${soon}, once its key is known`;
  return `${epoch}, since block ${since}${grace}; ${next.epoch} ${next.from === 0 ? soon : then}`;
}

/**
 * Numbers of a contract's epochs, up to the next one whose key is known, whose keys are of a generation of the master key;
 * `all` if there are no others. Some of them may have been left out.
 */
export function epochsOfGeneration(contract: Contract, generation: number, { epoch, told }: Epochs): "all" | number[] {
  const own = generationsOf(contract);
  if (own.length === 1 && own[0] === generation) return "all";
  const { upgrade } = contract.life;
  const of = (one: number) => (one === upgrade?.epoch ? upgrade.generation : generationOf(contract, one));
  return Array.from({ length: Math.max(epoch, ...told) + 1 }, (_, i) => i).filter((one) => of(one) === generation);
}

/** Epochs that the contract's workers have keys of: the current one, one before or after it, and one of an upgrade. */
export const heldEpochs = ({ epoch, previous, told }: Epochs): readonly number[] => [
  ...(previous ? [previous.epoch] : []),
  epoch,
  ...told,
];
