import type { CoreHost } from "./core.ts";
import { errors } from "./errors.ts";

/**
 * Opens what this program sealed on this platform for this network.
 *
 * @throws `program.SealBroken`
 */
export function unseal(
  host: Pick<CoreHost, "unseal">,
  purpose: string,
  version: number,
  sealed: Uint8Array,
): Uint8Array {
  try {
    return host.unseal(purpose, version, sealed);
  } catch (cause) {
    throw errors.SealBroken({ purpose }, cause);
  }
}
