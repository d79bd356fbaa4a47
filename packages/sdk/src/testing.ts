export { TestChain } from "./testing/test-chain.ts";
export { done, TestWorker } from "./testing/test-worker.ts";
