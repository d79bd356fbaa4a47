export { type DriveOptions, type Driver, driveProgram, type Ticked } from "./drive.ts";
export { isStateNotKept } from "./history.ts";
export { type Hosting, openHosting } from "./hosting.ts";
export { type LeaseWatch, watchLease } from "./lease-watch.ts";
export { carry, serveOcalls } from "./ocalls.ts";
export type { Program } from "./program.ts";
export { readSealed, writeSealed } from "./seal-file.ts";
export { type HostingConfig, hostingSettings } from "./settings.ts";
export { openStreams, type Streams } from "./streams.ts";
