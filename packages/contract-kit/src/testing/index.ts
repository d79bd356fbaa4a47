export { accountOf } from "./account.ts";
export type { TestCaller } from "./test-caller.ts";
export { CallFailure, type TestContract, testContract } from "./test-contract.ts";
