import { utf8Length } from "./text.ts";

/** What an entry costs beside its bytes: what an enclave keeps of each, its part of the tree included. */
export const entryOverheadBytes = 1_024;

/** What a state entry costs, of a contract's limit and in its reports: UTF-8 bytes of key and value, and a KiB. */
export const entryCost = (key: string, value: string | null | undefined): number =>
  value === undefined || value === null ? 0 : entryOverheadBytes + utf8Length(key) + utf8Length(value);
