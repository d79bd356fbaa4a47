export { makeChain, serveChain } from "./blocks.ts";
export { FakeBus } from "./bus.ts";
