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
          include: ["{packages,services,contracts}/*/src/**/*.test.ts", "tools/**/*.test.ts"],
          exclude: [...skip, ...infra],
        },
      },
      { test: { name: "infra", include: infra, exclude: skip, testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: "integration",
          include: integration,
          exclude: skip,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
