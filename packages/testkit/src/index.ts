export { errors } from "./errors.ts";
export { eventually } from "./eventually.ts";
export { nextRuntimeCode, raisedRuntimeCode, runtimeCode } from "./runtime-code.ts";
export { type TestNats, testNats } from "./test-nats.ts";
export { type Template, type TestDatabase, testPostgres } from "./test-postgres.ts";
