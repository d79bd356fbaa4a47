export { Collector } from "./collector.ts";
export { announce, register } from "./prepare.ts";
export { privateServer, publicServer } from "./servers.ts";
