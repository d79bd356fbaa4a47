/** Test files that mock modules. Each is run by a worker of its own; all others share what their worker has loaded. */
export const alone: readonly string[] = [
  "packages/sdk/src/contracts/deploy.test.ts",
  "packages/sdk/src/contracts/query.attack.test.ts",
  "packages/sdk/src/contracts/query.test.ts",
  "packages/sdk/src/contracts/receipts.test.ts",
  "packages/sdk/src/dev/dev.test.ts",
  "packages/sdk/src/transactions/submit.test.ts",
  "packages/sdk/src/transport/transport.test.ts",
];
