export { type EmulatedHostOptions, makeEmulatedHost } from "./emulated/host.ts";
export { makePlatform, type Platform } from "./emulated/platform.ts";
export { openSlot, type Slot } from "./emulated/slot.ts";
export { errors } from "./errors.ts";
export type { Enclave, EnclaveHost, LoadOptions, LogEntry } from "./host.ts";
export { measure } from "./measurement.ts";
