export { type Chromium, findChromium, type NoChromium } from "./chromium.ts";

export { eventually } from "./eventually.ts";
export { type TestNats, testNats } from "./nats.ts";
export { runPage } from "./page.ts";
export { type Template, type TestDatabase, testPostgres } from "./postgres.ts";
export { nextRuntimeCode, raisedRuntimeCode, runtimeCode } from "./runtime-code.ts";
