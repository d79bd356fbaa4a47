import type { Hashes } from "@pha/crypto";
import type { RuntimeVersion } from "./version.ts";

/** Result of loading code as a runtime: its version, or why it is none. */
export type Inspection =
  | { readonly ok: true; readonly version: RuntimeVersion }
  /** The code imports a module that runtimes do not get, or it does not load. */
  | { readonly ok: false; readonly problem: "imports" | "unloadable"; readonly reason: string };

/** Functions that a runtime gets from its process. Pure: the same arguments give the same results everywhere. */
export interface Host {
  readonly hashes: Hashes;
  /** Loads code as the network would, for its version. */
  readonly inspect: (code: Uint8Array) => Inspection;
}
