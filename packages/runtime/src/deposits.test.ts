import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pallets } from "./runtime-spec.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/deposits.md"), "utf8");

it("docs/deposits.md says of every reason to hold something what takes it and what gives it back", () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)];
  const reasons = pallets.flatMap(({ name, holdReasonSpecs }) =>
    Object.keys(holdReasonSpecs).map((reason) => `${name}.${reason}`),
  );
  expect(rows.map(([, reason]) => reason)).toEqual(reasons);
});
