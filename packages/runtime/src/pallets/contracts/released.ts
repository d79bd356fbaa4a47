import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Following, keysAt } from "./epochs.ts";
import type { Contract } from "./record.ts";
import { contracts } from "./spec.ts";

/** A contract as of a block, and the epoch whose key its members make known next. */
export interface Moment {
  readonly view: StateView;
  readonly number: number;
  readonly id: Hex;
  readonly contract: Contract;
  readonly following: Following;
}

/**
 * Whether members are given keys of one of a contract's epochs: of the current one, of the next from when its key is asked
 * for, of one that is in grace or could have commands that the ledger took and the contract's members have not agreed on;
 * and, while the network keeps history, of all that ever were. The key of tags is given as long as the height that was
 * agreed on last is the epoch's: whoever goes on from that height holds it against its tag.
 */
export function isReleased(
  { view, number, id, contract, following }: Moment,
  epoch: number,
  isOfTags = false,
): boolean {
  const { figures, epochEnds } = readState(contracts, view);
  const { epoch: current, next } = keysAt(contract, number);
  if (epoch === current || epoch === next?.epoch) return true;
  if (epoch === following.epoch) return number >= following.askedFrom;
  const end = epochEnds.get(id, epoch);
  if (end === undefined) return false;
  const { stateHeight } = contract.agreed;
  return figures.get().keepsHistory || number <= end || stateHeight < end || (isOfTags && stateHeight === end);
}
