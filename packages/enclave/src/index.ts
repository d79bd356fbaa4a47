export { dstackSocket, openDstack } from "./dstack/platform.ts";
export { type HostOptions, makeHost } from "./emulated/host.ts";
export { type EmulatedPlatform, makePlatform } from "./emulated/platform.ts";
export { openSlot, type Slot } from "./emulated/slot.ts";
export type { Enclave, EnclaveHost, LoadOptions, LogEntry } from "./host.ts";
export { measure } from "./measurement.ts";
export type { Platform } from "./platform.ts";
