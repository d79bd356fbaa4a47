import type { Chain } from "@pha/chain";
import type { StateView } from "@pha/frame";

/** What a pure function makes of the state after a block. */
export async function readAt<T>(ledger: Chain["ledger"], number: number, work: (view: StateView) => T): Promise<T> {
  const hash = await ledger.findHash(number);
  const state = hash && (await ledger.stateAt(hash));
  if (!state) throw new Error(`there is no state of block ${number}`);
  return state.read(work);
}
