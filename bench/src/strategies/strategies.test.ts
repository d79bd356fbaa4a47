import { tableOf, tryAll } from "@pha/runtime/testing/strategies";
import { expect, it } from "vitest";
import { tableOnPage } from "./page.ts";

it("nobody gains more by a strategy than is said of it, and docs/economics.md has the figures", () => {
  const tried = tryAll();
  for (const { name, gain, most } of tried) expect(gain, name).toBeLessThanOrEqual(most);
  expect(tableOf(tried)).toBe(tableOnPage());
}, 120_000);
