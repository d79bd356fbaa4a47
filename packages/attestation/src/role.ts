/** Role of an enclave on the network. */
export type Role = "gatekeeper" | "miner";

/** One byte in report data. */
export const roleByte: Readonly<Record<Role, number>> = { gatekeeper: 0, miner: 1 };
