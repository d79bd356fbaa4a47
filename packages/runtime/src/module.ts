import { useSlabs } from "@pha/codec";
import { useHashes } from "@pha/crypto";
import { makeRuntime } from "./executive/runtime.ts";
import type { Host } from "./host.ts";
import { allPallets } from "./pallets/all.ts";
import type { Runtime } from "./runtime.ts";

/**
 * The one export of the module that a state keeps under `:code`.
 *
 * @public
 */
export function instantiate(host: Host): Runtime {
  useHashes(host.hashes);
  useSlabs();
  return makeRuntime(allPallets, host);
}
