import { expect, it } from "vitest";
import { listMembers, listSources, readText } from "./workspace.ts";

/** As `vitest.config.ts` has them: each test file of these has modules and globals of its own. */
const alone = /^(packages\/(runtime|sdk|cli)|integration-tests)\//;

it("mocks modules and globals only in files that share them with no other", () => {
  const shared = listMembers()
    .flatMap(listSources)
    .filter((file) => file.endsWith(".test.ts") && !file.endsWith(".infra.test.ts") && !alone.test(file));
  const mocking = shared.filter((file) => /\bvi\.(mock|doMock|hoisted|stubGlobal|stubEnv)\(/.test(readText(file)));
  expect(mocking).toEqual([]);
});
