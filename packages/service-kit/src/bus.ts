export { type BusOptions, connectBus } from "./bus/connect.ts";
export type { Bus, Subscribed, Where } from "./bus/types.ts";
