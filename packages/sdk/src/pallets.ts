/** What the ledger is made of: pallets, for calls, events and reads, with the types of their values. */
export * from "@pha/runtime/spec";
