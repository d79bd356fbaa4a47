import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { buildContract, changesIn, createContract, errors, linkKit, runTests, templates } from "../build/index.ts";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-tests-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** A contract made from the template, with files of its own or others in their place. */
async function make(name: string, files: Readonly<Record<string, string>> = {}, template?: string): Promise<string> {
  const folder = join(place, name);
  await createContract(folder, async () => ({ "@pha/cli": "^1.0.0", "@pha/contract-kit": "^1.0.0" }), template);
  await linkKit(folder);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

const importing = `import { test } from "node:test";\n`;
const counter = (run: string) => `import { contract, s, value } from "@pha/contract-kit";
  export default contract({ state: { n: value(s.number()) }, queries: {}, commands: {
    add: { input: s.nothing(), output: s.number(), run(ctx) { ${run} } } } });`;

describe("a contract's tests", () => {
  it.each(templates)("pass as the template %s has them, and it builds", async (template) => {
    const folder = await make(template, {}, template);
    expect(await runTests(folder, () => {})).toMatchObject({ passed: expect.toSatisfy((n) => n > 0), failed: 0 });
    const { codeHash } = await buildContract(folder);
    expect(codeHash).toMatch(/^0x/);
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain(`# ${template}`);
  });

  it("run, in TypeScript of any form, and are counted; a suite is not a test", async () => {
    const more = `${importing}import { describe } from "node:test";
      enum Side { Left }
      test.skip("later", () => {});
      describe("sides", () => { test("left", () => { if (Side.Left !== 0) throw new Error(); }); });
      test("fails", () => { throw new Error("on purpose"); });`;
    const folder = await make("counted", { "test/more.test.ts": more });
    const lines: string[] = [];
    expect(await runTests(folder, (line) => lines.push(line))).toEqual({ passed: 2, failed: 1, skipped: 1 });
    expect(lines.join("\n")).toMatch(/on purpose[\s\S]*more\.test\.ts:6/);
  });

  it("end although a contract's constructor fails in them, or nobody closes it", async () => {
    const index = `import { contract, fail, s } from "@pha/contract-kit";
      export default contract({ state: {}, commands: {}, queries: {}, init: { input: s.nothing(), run: () => fail("No", "Never.") } });`;
    const test = `${importing}import assert from "node:assert/strict";
import { testContract } from "@pha/contract-kit/testing";
import type made from "../src/index.ts";
test("fails", async () => { await assert.rejects(testContract<typeof made>(new URL("..", import.meta.url)), { code: "contract.No" }); });`;
    const folder = await make("failing", { "src/index.ts": index, "test/index.test.ts": test });
    expect(await runTests(folder, () => {})).toEqual({ passed: 1, failed: 0, skipped: 0 });
    const open = await make("open");
    const left = `${importing}import { testContract } from "@pha/contract-kit/testing";
test("is left open", async () => { await testContract(new URL("..", import.meta.url)); });`;
    await writeFile(join(open, "test", "index.test.ts"), left);
    expect(await runTests(open, () => {})).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it("are counted although the reader of their report has read enough", async () => {
    const folder = await make("unread");
    const kit = pathToFileURL(join(import.meta.dirname, "..", "build", "index.ts")).href;
    const script = `import { runTests } from ${JSON.stringify(kit)}; console.error(JSON.stringify(await runTests(${JSON.stringify(folder)})));`;
    const file = join(place, "unread.mjs");
    await writeFile(file, script);
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect([code, JSON.parse(said)]).toEqual([0, expect.objectContaining({ failed: 0 })]);
  });

  it("are no success when there are none, or none that ran", async () => {
    const folder = await make("untested", { "src/skipped.test.ts": `${importing}test.skip("later", () => {});` });
    await writeFile(join(folder, "test", "index.test.ts"), `import "../src/index.ts";`);
    await expect(runTests(folder, () => {})).rejects.toSatisfy(errors.NoTests.is);
    for (const file of ["index", "skipped"])
      await rm(join(folder, file === "index" ? "test" : "src", `${file}.test.ts`));
    await expect(runTests(folder, () => {})).rejects.toSatisfy(errors.NoTests.is);
  });

  it("fail when a file of them cannot be loaded", async () => {
    const folder = await make("unloadable");
    await writeFile(join(folder, "test", "index.test.ts"), `throw new Error("at load");`);
    expect(await runTests(folder, () => {})).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("are type-checked, calls of the contract included", async () => {
    const folder = await make("typed");
    const text = `${importing}import { testContract } from "@pha/contract-kit/testing";
import type notebook from "../src/index.ts";
test("x", async () => { await (await testContract<typeof notebook>("..")).as("a").command("wrote", { text: "" }); });`;
    await writeFile(join(folder, "test", "index.test.ts"), text);
    await expect(runTests(folder, () => {})).rejects.toMatchObject({
      code: errors.TypesFail.code,
      message: expect.stringMatching(/test\/index\.test\.ts:4: error TS2345: .*"wrote"/),
    });
  });
});

describe("a folder", () => {
  it("that is none has no tests to run, and no sources to watch", async () => {
    for (const folder of [join(place, "nowhere"), import.meta.filename]) {
      await expect(runTests(folder, () => {})).rejects.toSatisfy(errors.NoContract.is);
      await expect(changesIn(folder).next()).rejects.toSatisfy(errors.NoContract.is);
    }
  });

  it("that loses its sources while they are watched is left", async () => {
    const folder = await make("left");
    const changes = changesIn(folder);
    await changes.next();
    const next = changes.next();
    await rm(join(folder, "src"), { recursive: true });
    await expect(next).rejects.toSatisfy(errors.NoContract.is);
  });

  it("that cannot be written is told so", async () => {
    await symlink(join(place, "nowhere"), join(place, "dangling"));
    const versions = async () => ({ "@pha/cli": "^1.0.0", "@pha/contract-kit": "^1.0.0" });
    await expect(createContract(join(place, "dangling"), versions)).rejects.toSatisfy(errors.Unwritable.is);
    const folder = await make("unwritten", { dist: "a file" });
    await expect(buildContract(folder)).rejects.toSatisfy(errors.Unwritable.is);
  });
});

describe("a build", () => {
  it("refuses wrong types, and what only Node or only browsers have, and says where", async () => {
    const wrong = "ctx.state.n.put('1');\n return process.pid\n + fetch.length;";
    const folder = await make("wrong", { "src/index.ts": counter(wrong) });
    await expect(buildContract(folder)).rejects.toMatchObject({
      code: errors.TypesFail.code,
      message: expect.stringMatching(/index\.ts:3: .*'string'[\s\S]*:4: .*'process'[\s\S]*:5: .*'fetch'/),
    });
  });

  it("is by the contract's own compiler options, and strict without any", async () => {
    const folder = await make("optional", { "src/index.ts": counter("const [n] = [1, 2].slice(); return n;") });
    await expect(buildContract(folder)).rejects.toSatisfy(errors.TypesFail.is);
    await rm(join(folder, "tsconfig.json"));
    await buildContract(folder);
    await writeFile(join(folder, "src", "index.ts"), counter("const f = (n) => n; return f(1);"));
    await expect(buildContract(folder)).rejects.toSatisfy(errors.TypesFail.is);
  });

  it("does not pass when the compiler does not come to its end", async () => {
    const folder = await make("unchecked");
    vi.stubEnv("NODE_OPTIONS", `--require=${join(place, "nothing.cjs")}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(buildContract(folder)).rejects.toThrow("the compiler ended with 1");
  });
});

it("changes of the sources are told, several at once as one", async () => {
  const folder = await make("watched");
  const stop = new AbortController();
  const changes = changesIn(folder, { signal: stop.signal });
  expect(await changes.next()).toEqual({ done: false, value: undefined });
  const next = changes.next();
  for (const text of ["1", "2", "3"]) await writeFile(join(folder, "src", "index.ts"), text);
  expect(await next).toEqual({ done: false, value: undefined });
  const last = changes.next();
  stop.abort();
  expect(await last).toEqual({ done: true, value: undefined });
});
