export { passPauses } from "./testing/no-waiting.ts";
export { TestChain } from "./testing/test-chain.ts";
export { done, TestWorker } from "./testing/test-worker.ts";
