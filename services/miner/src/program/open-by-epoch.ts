import { errors as channelErrors, type Scope } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Served } from "./contract-lane.ts";

/**
 * Opens what a client sealed to a contract, for whichever epoch whose keys are here: it may have seen a newer block than
 * this worker, or an older one. Code that is served gets to see nothing that is meant for other code.
 *
 * @throws `channel` errors; `miner.RequestAhead` for code that is yet to come
 */
export function openByEpoch<T>({ contract, snapshot, at }: Served, open: (key: Uint8Array, scope: Scope) => T): T {
  const { number } = at.head.header;
  let refusal: unknown;
  for (const keys of contract.keys.heldAt(number)) {
    let opened: T;
    try {
      opened = open(keys.encrypt, contract.scopeOf(keys.epoch, keys.codeHash));
    } catch (error) {
      if (!channelErrors.Undecipherable.is(error)) throw error;
      refusal ??= error;
      continue;
    }
    if (keys.codeHash === snapshot.program.codeHash) return opened;
    throw errors.RequestAhead({ number });
  }
  throw refusal ?? channelErrors.Undecipherable();
}
