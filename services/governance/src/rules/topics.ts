import type { Hex } from "@pha/codec";
import type { Body } from "@pha/runtime/spec";

/** What events, and what is due, can be about. */
export const topics = {
  referendum: (index: number) => `referendum/${index}`,
  proposal: (index: number) => `proposal/${index}`,
  /** All that wait together. */
  proposals: () => "proposal",
  motion: (body: Body, hash: Hex) => `motion/${body}/${hash}`,
  spend: (index: number) => `spend/${index}`,
  /** A bounty, and its parts. */
  bounty: (index: number) => `bounty/${index}`,
  tip: (hash: Hex) => `tip/${hash}`,
  /** A call that may not be proposed. */
  call: (hash: Hex) => `call/${hash}`,
  /** A figure that governance sets: `parameter/Democracy.voting`. */
  parameter: (pallet: string, name: string) => `parameter/${pallet}.${name}`,
  /** What the council puts to the vote next. */
  external: () => "external",
  delegations: () => "delegations",
  elections: () => "elections",
  /** Who sits in the technical committee. */
  committee: () => "technical-committee",
  treasury: () => "treasury",
  /** A pool of stake, and its machines. */
  pool: (index: number) => `pool/${index}`,
  vault: (index: number) => `vault/${index}`,
} as const satisfies Readonly<Record<string, (...about: never[]) => string>>;
