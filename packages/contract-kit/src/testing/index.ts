export { accountOf } from "./account.ts";
export { CallFailure } from "./call-failure.ts";
export type { TestCaller } from "./test-caller.ts";
export { type TestContract, testContract } from "./test-contract.ts";
export type { TestEffect } from "./test-ledger.ts";
export type { AnswerFetch } from "./test-servers.ts";
