import type { Hex } from "@pha/codec";

type Eventually<T> = T | Promise<T>;

/** The machine below enclaves: what it seals with, and how it shows what runs on it. */
export interface Platform {
  /** Key under which a program of this measurement seals, 32 bytes: no other program and no other platform has it. */
  readonly sealingRoot: (measurement: Hex) => Eventually<Uint8Array>;
  /** Encoded quote by this platform over 64 bytes of report data. */
  readonly quote: (measurement: Hex, reportData: Uint8Array) => Eventually<Uint8Array>;
  /** What its quotes measure, and a ledger's policy must allow, when it runs the program of this measurement. */
  readonly attested: (measurement: Hex) => Eventually<Hex>;
}
