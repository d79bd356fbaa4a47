import { type Collective, council, technicalCommittee } from "@pha/runtime/spec";

/** The bodies that decide by motions, by their names in paths and topics. */
export const bodies = {
  council,
  "technical-committee": technicalCommittee,
} as const satisfies Readonly<Record<string, Collective>>;

export type Body = keyof typeof bodies;
