export { accountOf } from "./account.ts";
export { CallFailure, type TestCaller, type TestContract, testContract } from "./test-contract.ts";
