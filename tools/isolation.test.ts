import { expect, it } from "vitest";
import { longest } from "./longest-first.ts";
import { listMembers, listSources, readText } from "./workspace.ts";

const files = listMembers()
  .flatMap(listSources)
  .filter((file) => file.endsWith(".test.ts") && !/\.infra\.test\.ts$|^integration-tests\//.test(file));
const having = (what: RegExp) => files.filter((file) => what.test(readText(file)));

it("mocks no module: files of one worker share them", () => {
  expect(having(/\bvi\.(mock|doMock|hoisted)\(/)).toEqual([]);
});

it("stubs no variable of the environment: only globals are put back before the next test", () => {
  expect(having(/\bvi\.stubEnv\(/)).toEqual([]);
});

it("runs first only files that there are", () => {
  const all = listMembers().flatMap(listSources);
  expect(longest.filter((file) => !all.includes(file))).toEqual([]);
});
