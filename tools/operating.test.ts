import { expect, it } from "vitest";
import { makeProgram } from "../packages/cli/src/program.ts";
import { listMembers, listSources, readText } from "./workspace.ts";

const page = readText("docs/operating.md");
const sources = listMembers()
  .flatMap(listSources)
  .filter((file) => /(telemetry|lease-watch)\.ts$/.test(file))
  .map(readText)
  .join("\n");
const services = "chain|relay|gatekeeper|miner|governance";
/** Those of every enclave's host are named after its service. */
const named = new RegExp(`name: ["\`](?:(${services})|\\$\\{service\\})(_\\w+)`, "g");
const metrics = [...sources.matchAll(named)].flatMap(([, service, name]) =>
  (service ? [service] : ["gatekeeper", "miner"]).map((one) => `${one}${name}`),
);

it("tells of every metric of a service, and of no other", () => {
  const told = [...page.matchAll(new RegExp(`\`((?:${services})_[a-z_]+)\``, "g"))].map(([, name]) => name as string);
  expect([...new Set(told)].sort()).toEqual([...new Set(metrics)].sort());
  expect(metrics.length).toBeGreaterThan(10);
});

it("tells of every variable of the containers, with what holds without it, and of no other", () => {
  const taken = [...readText("docker-compose.yml").matchAll(/\$\{(\w+)(?::-([^}]*))?\}/g)];
  const variables = new Map(taken.map(([, name, otherwise]) => [name, otherwise]));
  const told = [...page.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| `([^`]*)` \|/gm)].map(([, name, value]) => [name, value]);
  expect(told.sort()).toEqual([...variables].sort());
  expect(variables.size).toBeGreaterThan(5);
  for (const [, name, otherwise] of taken) expect(otherwise, name).toBe(variables.get(name));
});

it("shows commands of pha that there are, with arguments and options that they take", async () => {
  const shown = [...page.matchAll(/^\$ \.\/pha (.*)$/gm)].map(([, line]) => line as string);
  expect(shown.length).toBeGreaterThan(5);
  for (const line of shown) {
    const words = [...line.replace(/ +#.*$/, "").matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? "",
    );
    const program = makeProgram({ out: () => {}, err: () => {} }, async () => {});
    await expect(program.parseAsync(words, { from: "user" }), line).resolves.toBeDefined();
  }
});
