import { defineConfig } from "vitest/config";

const infra = ["**/*.infra.test.ts"];
const integration = ["integration-tests/**/*.test.ts"];
const skip = ["**/node_modules/**", "**/.data/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,services,contracts}/*/src/**/*.test.ts", "{bench,tools}/**/*.test.ts"],
          exclude: [...skip, ...infra],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "infra",
          include: infra,
          exclude: skip,
          globalSetup: ["packages/testkit/src/global-setup.ts"],
          // Subjects of test files would meet on a server that was given.
          fileParallelism: process.env["TEST_NATS_URL"] === undefined,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          exclude: skip,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
