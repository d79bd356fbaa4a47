import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildContract } from "@pha/contract-kit/build";
import { ContractError } from "@pha/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { inSources } from "./in-sources.ts";
import { Project } from "./project.ts";
import type { Target } from "./target.ts";

const source = `import { contract, s } from "@pha/contract-kit";
export default contract({ state: {}, commands: {}, queries: {
  ask: { input: s.nothing(), output: s.nothing(), run() {
    throw new Error("here");
  } },
} });`;

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "pha-sources-"));
  await mkdir(join(place, "asker", "src"), { recursive: true });
  await writeFile(join(place, "package.json"), "{}");
  await writeFile(join(place, "asker", "src", "index.ts"), source);
});
afterAll(() => rm(place, { recursive: true, force: true }));

it("an exception of a contract that was built here tells its place in the sources; of another one, in its code", async () => {
  const folder = join(place, "asker");
  const { code, codeHash } = await buildContract(folder);
  const project = new Project(place);
  const id = codeHash;
  await project.add(id, { contract: id, codeHash, folder }, undefined);
  const context = { project } as Context;
  const of = (hash: typeof codeHash) => ({ told: { codeHash: hash } }) as Target;

  const lines = code.slice(0, code.indexOf('Error("here")')).split("\n");
  const words = `Error: here (contract.mjs:${lines.length}:${(lines.at(-1) ?? "").length + 1})`;
  const fails = () => Promise.reject(new ContractError("contract-engine.ContractThrew", words));
  await expect(inSources(context, of(codeHash), fails())).rejects.toMatchObject({
    code: "contract-engine.ContractThrew",
    message: expect.stringMatching(/^Error: here \(src\/index\.ts:4:\d+\)$/),
  });
  await expect(inSources(context, of(`0x${"00".repeat(32)}`), fails())).rejects.toMatchObject({ message: words });
  await expect(inSources(context, of(codeHash), Promise.resolve(5))).resolves.toBe(5);
}, 60_000);
