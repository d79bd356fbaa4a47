import type { Hex } from "@pha/codec";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { errors } from "./errors.ts";

/**
 * State after a block, the best one unless told otherwise.
 *
 * @throws `rpc.UnknownBlock`, `chain.StateNotKept`
 */
export async function stateAt(ledger: Ledger, at: Hex | undefined): Promise<StateAt> {
  const hash = at ?? ledger.best.hash;
  const state = await ledger.stateAt(hash);
  if (state === undefined) throw errors.UnknownBlock({ hash });
  return state;
}
