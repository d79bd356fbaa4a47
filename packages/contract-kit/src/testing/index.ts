export { accountOf } from "./account.ts";
export { CallFailure } from "./call-failure.ts";
export { type TestCaller, type TestContract, testContract } from "./test-contract.ts";
