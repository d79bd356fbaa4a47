import { errors as channelErrors, type Scope } from "@pha/secret-channel";
import type { HostedContract } from "./hosted-contract.ts";

/**
 * Opens what a client sealed to a contract, for whichever epoch whose keys are here: it may have seen a newer block than
 * this worker, or an older one.
 *
 * @throws `channel` errors
 */
export function openByEpoch<T>(
  contract: HostedContract,
  number: number,
  open: (key: Uint8Array, scope: Scope) => T,
): T {
  let refusal: unknown;
  for (const { epoch, encrypt } of contract.keys.heldAt(number))
    try {
      return open(encrypt, contract.scopeOf(epoch));
    } catch (error) {
      if (!channelErrors.Undecipherable.is(error)) throw error;
      refusal ??= error;
    }
  throw refusal ?? channelErrors.Undecipherable();
}
