import { expect, it } from "vitest";
import { startedBy } from "./again.ts";

it.each<[string, string[], Record<string, string>, string[], string]>([
  ["nothing", [], {}, [], "npm start"],
  ["nothing but what is added", [], {}, ["--fresh"], "npm start -- --fresh"],
  [
    "all options, with their values",
    ["--miners", "3", "--data-dir=/tmp/a b", "--chain-only"],
    {},
    ["--fresh"],
    "npm start -- --miners 3 --data-dir '/tmp/a b' --chain-only --fresh",
  ],
  ["none twice", ["--fresh", "--ports", "default"], {}, ["--ports", "free"], "npm start -- --ports free"],
  [
    "variables, but for those that an option replaces",
    ["--miners", "3"],
    { DEVNET_MINERS: "2", DEVNET_PORTS: "default", DEVNET_NETWORK: "khala", PATH: "/bin" },
    ["--ports", "free"],
    "DEVNET_NETWORK=khala npm start -- --miners 3 --ports free",
  ],
])("repeats %s", (_, args, env, more, command) => {
  expect(startedBy(args, env)(...more)).toBe(command);
});
