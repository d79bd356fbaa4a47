import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildContract, createContract, errors, linkKit, runTests } from "../build/index.ts";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-globals-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe("the globals of a contract are the same", () => {
  const { resolve } = createRequire(import.meta.url);
  const compiler = join(dirname(resolve("typescript/package.json")), "bin", "tsc");
  /** What an editor says of a contract's own files, by the configuration in a folder; the kit's are its sources here. */
  const inEditor = async (folder: string): Promise<string[]> => {
    const child = spawn(process.execPath, [compiler, "--project", ".", "--pretty", "false"], { cwd: folder });
    const lines = (await text(child.stdout)).split("\n");
    return lines.filter((line) => /^((\.\.\/)?(src|test)\/|index).*error TS/.test(line));
  };
  const makeWithNode = async (name: string) => {
    const folder = join(place, name);
    await createContract(folder, async () => ({ "@pha/cli": "^1.0.0", "@pha/contract-kit": "^1.0.0" }));
    await linkKit(folder);
    await mkdir(join(folder, "node_modules", "@types"), { recursive: true });
    const types = dirname(resolve("@types/node/package.json"));
    await symlink(types, join(folder, "node_modules", "@types", "node"), "dir");
    return folder;
  };

  it("in tests, builds and the editor", async () => {
    const names = ["fetch", "process", "setTimeout", "WebSocket", "Buffer"];
    const lines = names.map((name) => `typeof ${name};`).join("\n");
    const there = "console.log(new URL('a:b'), structuredClone(1));";
    const folder = await makeWithNode("without");
    const source = `import { contract, s } from "@pha/contract-kit";
export default contract({ state: {}, queries: {}, commands: { go: { input: s.nothing(), output: s.number(), run() {
${there}
${lines}
return 1; } } } });`;
    await writeFile(join(folder, "src", "index.ts"), source);
    const missing = names.map((name) => `Cannot find name '${name}'`);
    const refused = { code: errors.TypesFail.code, message: expect.stringMatching(missing.join("[^]*")) };
    await expect(buildContract(folder)).rejects.toMatchObject(refused);
    await expect(runTests(folder, () => {})).rejects.toMatchObject(refused);
    const said = await inEditor(folder);
    expect(said).toEqual(missing.map((words) => expect.stringContaining(words)));
  }, 60_000);

  it("in the template as it is made, whose tests have Node's", async () => {
    const folder = await makeWithNode("clean");
    expect(await inEditor(folder)).toEqual([]);
    expect(await inEditor(join(folder, "test"))).toEqual([]);
  }, 60_000);
});
