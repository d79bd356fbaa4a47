import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testContract } from "../testing/index.ts";
import { textHash } from "../text-hash.ts";
import { whyNot } from "./abi.ts";
import { buildContract, bundleContract, createContract, errors, linkKit, templates } from "./index.ts";

const versions = { "@pha/cli": "^1.0.0", "@pha/contract-kit": "^1.0.0" };

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-kit-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const auction = fileURLToPath(new URL("../../../../contracts/sealed-bid-auction", import.meta.url));

async function withSource(name: string, source: string): Promise<string> {
  const folder = join(place, name);
  await mkdir(join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "src", "index.ts"), source);
  return folder;
}

test("a contract made from the template builds, describes itself and runs", async () => {
  const folder = join(place, "note-book");
  expect(await createContract(folder, async () => versions)).toContain(join("src", "index.ts"));
  await linkKit(folder);
  const built = await buildContract(folder);
  expect(built.codeHash).toBe(textHash(await readFile(built.files.code, "utf8")));
  expect(JSON.parse(await readFile(built.files.abi, "utf8"))).toEqual(built.abi);
  expect(Object.keys(built.abi.commands)).toEqual(["write"]);
  expect(built.abi.queries["read"]?.output).toMatchObject({ type: "string" });
  expect(await readFile(join(folder, "README.md"), "utf8")).toContain("# note-book");
  await using notes = await testContract(folder);
  await notes.as("alice").command("write", { text: "x" });
  expect(await notes.as("alice").query("read")).toBe("x");
}, 60_000);

test("a template that there is not is told with those that there are", async () => {
  const making = createContract(join(place, "other"), async () => versions, "lottery");
  await expect(making).rejects.toSatisfy(errors.UnknownTemplate.is);
  await expect(making).rejects.toThrow(templates.join(", "));
});

test("a contract that is made has copies of the packages that are files, and can be moved with them", async () => {
  const tarball = join(place, "pha-cli-9.9.9.tgz");
  await writeFile(tarball, "packed");
  const folder = join(place, "movable");
  const made = await createContract(folder, async () => ({ ...versions, "@pha/cli": `file:${tarball}` }));
  expect(made).toContain(join("packages", "pha-cli-9.9.9.tgz"));
  const moved = join(place, "moved");
  await rename(folder, moved);
  const text = await readFile(join(moved, "package.json"), "utf8");
  expect(text).not.toContain(place);
  const { devDependencies } = JSON.parse(text);
  expect(devDependencies["@pha/contract-kit"]).toBe(versions["@pha/contract-kit"]);
  const named = devDependencies["@pha/cli"].slice("file:".length);
  expect(await readFile(join(moved, named), "utf8")).toBe("packed");
});

test("the same sources give the same bytes wherever they lie", async () => {
  const copy = join(place, "elsewhere", "auction");
  await cp(join(auction, "src"), join(copy, "src"), { recursive: true });
  await mkdir(join(copy, "node_modules", "@pha"), { recursive: true });
  const kit = fileURLToPath(new URL("../..", import.meta.url));
  await symlink(kit, join(copy, "node_modules", "@pha", "contract-kit"), "dir");
  const made = await Promise.all(
    [copy, auction].map(async (folder) => ({ ...(await bundleContract(folder)), inputs: [] })),
  );
  expect(made[0]).toEqual(made[1]); // what they were read from alone lies elsewhere
});

test("what lies outside of a contract's folder gets into no code, by whatever way it is imported", async () => {
  const secret = join(place, "secret.json");
  await writeFile(secret, JSON.stringify("a key"));
  const ways = [secret, "../../secret.json", "./linked.json", "./linked/secret.json", "linked"];
  for (const [i, way] of ways.entries()) {
    const folder = await withSource(`reading-${i}`, `import key from "${way}"; export default { key };`);
    await symlink(secret, join(folder, "src", "linked.json"));
    await symlink(place, join(folder, "src", "linked"));
    await mkdir(join(folder, "node_modules"));
    await symlink(secret, join(folder, "node_modules", "linked.json"));
    await symlink(place, join(folder, "node_modules", "linked"));
    await expect(bundleContract(folder)).rejects.toSatisfy(
      (error) => errors.OutsideFolder.is(error) || errors.BuildFailed.is(error),
    );
  }
});

test("what is built replaces links in the folder, and goes through none", async () => {
  const folder = join(place, "linking");
  await createContract(folder, async () => versions);
  await linkKit(folder);
  const target = join(place, "profile");
  await writeFile(target, "mine");
  await mkdir(join(folder, "dist"));
  for (const name of ["contract.mjs", "contract.mjs.map", "abi.json"])
    await symlink(target, join(folder, "dist", name));
  const { files, code } = await buildContract(folder);
  expect(await readFile(files.code, "utf8")).toBe(code);
  expect(await readFile(target, "utf8")).toBe("mine");
  await rm(join(folder, "dist"), { recursive: true });
  await mkdir(join(place, "other-dist"));
  await symlink(join(place, "other-dist"), join(folder, "dist"));
  await expect(buildContract(folder)).rejects.toSatisfy(errors.OutsideFolder.is);
}, 60_000);

test("what is no contract is refused with the place of the mistake", async () => {
  await expect(bundleContract(place)).rejects.toSatisfy(errors.NoContract.is);
  const broken = await withSource("broken", "export default {;");
  await expect(bundleContract(broken)).rejects.toMatchObject({
    code: errors.BuildFailed.code,
    message: expect.stringContaining("src/index.ts:1"),
  });
  const importing = await withSource("importing", `import { readFile } from "node:fs"; export default { readFile };`);
  await expect(bundleContract(importing)).rejects.toSatisfy(errors.BuildFailed.is);
  const silent = await withSource("silent", "export default { commands: {}, queries: {} };");
  await expect(buildContract(silent)).rejects.toSatisfy(errors.NoAbi.is);
  const misnamed = await withSource(
    "misnamed",
    `import { contract, s } from "@pha/contract-kit";
    export default contract({ state: {}, events: { "Foo-Bar": s.number() }, commands: {}, queries: {} });`,
  );
  await expect(buildContract(misnamed)).rejects.toSatisfy(errors.NoAbi.is);
  const throwing = await withSource("throwing", 'throw new Error("no such luck"); export default {};');
  await expect(buildContract(throwing)).rejects.toMatchObject({
    code: errors.NoAbi.code,
    message: expect.stringMatching(/no such luck \(src\/index\.ts:1:\d+\)/),
  });
}, 60_000);

test("a machine that did not come to the end of loading the module does not blame the module", () => {
  const failed = { ok: false, gas: 0, logs: [] } as const;
  const nowhere = { findOwn: () => undefined, translate: (text: string) => text };
  for (const error of [engineErrors.WallTimeExceeded({ limitMs: 20_000 }), engineErrors.EngineLost()]) {
    const refused = whyNot({ ...failed, error }, nowhere);
    expect(refused).toSatisfy(errors.AbiNotRead.is);
    expect(refused.message).toContain(error.message);
  }
  const refused = whyNot({ ...failed, error: engineErrors.GasExhausted() }, nowhere);
  expect(refused.message).toMatch(/^The module does not describe itself.*\(reason: The call used up its gas\.\)$/);
});

test("a mistake that types show is told by them, also when it keeps the module from loading", async () => {
  const mistaken = await withSource(
    "mistaken",
    `import { contract, s } from "@pha/contract-kit";
    export default contract({ state: {}, commands: {}, queries: {
      home: { input: s.nothing(), output: s.string(), run: () => String(process.env["HOME"]) } } });`,
  );
  const failure = await buildContract(mistaken).catch((error: Error) => error);
  expect(failure).toSatisfy(errors.TypesFail.is);
  const { message } = failure as Error;
  expect(message).toContain("src/index.ts:3: error TS2554: Expected 1 arguments, but got 0.");
  expect(message).toContain("Cannot find name 'process'. The engine has none.");
  expect(message).not.toContain("npm i");
}, 60_000);

test("the size is that of the bytes, and one that the ledger would refuse is refused", async () => {
  const source = (text: string) => `import { contract, s } from "@pha/contract-kit";
    const text = ${JSON.stringify(text)};
    export default contract({ state: {}, commands: {}, queries: {
      read: { input: s.nothing(), output: s.string({ max: 9_999_999 }), run: () => text } } });`;
  const folder = await withSource("umlauts", source("ä".repeat(1_000)));
  const { code, bytes } = await bundleContract(folder);
  expect(bytes).toBe(new TextEncoder().encode(code).length);
  expect(bytes).toBeGreaterThan(code.length + 999);
  const large = await withSource("large", source("ä".repeat(260_000)));
  await expect(bundleContract(large)).rejects.toSatisfy(errors.CodeTooLarge.is);
}, 60_000);

test("a new contract overwrites nothing and needs a plain name", async () => {
  const folder = await withSource("taken", "");
  await expect(createContract(folder, async () => versions)).rejects.toSatisfy(errors.FolderTaken.is);
  await expect(createContract(join(place, "Not a name"), async () => versions)).rejects.toSatisfy(errors.BadName.is);
});
