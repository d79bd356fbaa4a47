export { type Chromium, findChromium, type NoChromium } from "./chromium.ts";
export { errors } from "./errors.ts";
export { eventually } from "./eventually.ts";
export { type TestNats, testNats } from "./nats.ts";
export { runPage } from "./page.ts";
export { type Template, type TestDatabase, testPostgres } from "./postgres.ts";
export { nextRuntimeCode, raisedRuntimeCode, runtimeCode } from "./runtime-code.ts";
