import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tools/longest-first.ts";

const infra = ["**/*.infra.test.ts"];
const integration = ["integration-tests/**/*.test.ts"];
/** Processes that tests start compile our sources once, not each for itself. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, ".data", "cache", "v8") };
const skip = ["**/node_modules/**", "**/.data/**"];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,services,contracts}/*/src/**/*.test.ts", "{bench,solidity,tools}/**/*.test.ts"],
          exclude: [...skip, ...infra],
          // Files of one worker share what they import: loading it took half of the time.
          isolate: false,
          // Node loads them as it loads services: without Vite's transforms, which slow down each use of what is imported.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          setupFiles: ["packages/runtime/src/testing/put-back.ts"],
          unstubGlobals: true,
          testTimeout: 40_000,
          env,
        },
      },
      {
        test: {
          name: "infra",
          include: infra,
          exclude: skip,
          globalSetup: ["packages/testkit/src/global-setup.ts"],
          setupFiles: ["packages/testkit/src/no-overlapping-queries.ts"],
          // Subjects of test files would meet on a server that was given.
          fileParallelism: process.env["TEST_NATS_URL"] === undefined,
          testTimeout: 60_000,
          env,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          exclude: skip,
          testTimeout: 300_000,
          env,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
