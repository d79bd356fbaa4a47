import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { runPage } from "./page.ts";

it("says so when the browser ends before the page has said anything", async () => {
  const broken = runPage({ file: "/bin/false", libraries: [] }, { script: "", given: {} });
  await expect(broken).rejects.toSatisfy(errors.PageSilent.is);
});
