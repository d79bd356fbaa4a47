import type { Hashes } from "@pha/crypto";
import type { RuntimeVersion } from "./version.ts";

/** What code is, as a runtime. */
export type Inspection =
  | { readonly ok: true; readonly version: RuntimeVersion }
  /** It asks for something that a runtime does not get, or it does not load. */
  | { readonly ok: false; readonly problem: "imports" | "unloadable"; readonly reason: string };

/** All that a runtime gets from the process that runs it. Pure: the same arguments give the same results everywhere. */
export interface Host {
  readonly hashes: Hashes;
  /** Loads code as the network would, for its version. */
  readonly inspect: (code: Uint8Array) => Inspection;
}
