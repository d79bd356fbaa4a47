import { describe, expect, it } from "vitest";
import { readText } from "./workspace.ts";

const sections = new Map(
  readText("docs/security.md")
    .split(/^## /m)
    .map((section) => [section.split("\n", 1)[0] as string, section]),
);
/** What a section claims, one bullet each. */
const claimsOf = (section: string): string[] => sections.get(section)?.split(/^- /m).slice(1) ?? [];

describe.each(["What holds, given enclaves", "Key epochs"])("docs/security.md, %s", (section) => {
  it("claims something", () => expect(claimsOf(section).length).toBeGreaterThan(4));

  it.each(claimsOf(section).map((claim) => [claim.slice(0, 60), claim]))("%s… is shown by a test", (_, claim) => {
    expect(claim).toMatch(/\]\(\.\.\/[^)]+\.(test|suite)\.ts\)/);
  });
});
