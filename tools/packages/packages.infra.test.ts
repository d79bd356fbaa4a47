import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build as esbuild } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { createLogger, build as vite } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleContract } from "../../packages/contract-kit/src/build/index.ts";
import { codeBlocks } from "../../packages/testkit/src/markdown.ts";
import { readText, root } from "../workspace.ts";
import { installNodes, Outside, serveNetwork, succeed } from "./outside.ts";
import { oldestNode, published, tarballOf } from "./published.ts";

const page = readText("docs/your-own-project.md");
const [make = "", install = "", pay = "", contract = ""] = codeBlocks(page, "sh").map((block) =>
  block.replaceAll("~/phala-network", root),
);
const [payFile = "", askFile = "", eventsFile = ""] = codeBlocks(page, "js");
const [typedFile = "", deployFile = "", walletsFile = ""] = codeBlocks(page, "ts");
const [htmlFile = ""] = codeBlocks(page, "html");
const nodeVersions = [oldestNode, "22.23.5", "24.21.0"];
/** Bytes of a page with the SDK in it, as a browser compiles and as it loads it. Raise them knowingly. */
const most = { minified: 410_000, gzip: 146_000 };
/** Ways to find a module of those who cannot import: the packages are ES modules only. */
const forRequire: ReadonlySet<string> = new Set(["node10", "node16-cjs"]);

const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  module: "nodenext",
  types: [],
};
const program = `
  import { connect, type Hex, keypairFromUri, type Network, tx } from "@pha/sdk";
  import { balances } from "@pha/sdk/pallets";
  const bob: Hex = keypairFromUri("//Bob", "sr25519").accountId;
  export const pay = tx(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob }, value: 5n });
  // @ts-expect-error amounts are big integers
  tx(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob }, value: 5 });
  export const network: Promise<Network> = connect({ chain: "http://127.0.0.1:9944" });
`;

const folders = Object.keys(published);

const outside = new Outside();
const project = join(outside.folder, "my-program");
let nodes: Map<string, string>;

beforeAll(async () => {
  await succeed("bash", ["-ec", make], outside.folder);
  nodes = await installNodes(nodeVersions);
  await succeed("bash", ["-ec", install], outside.folder, nodes.get(oldestNode));
}, 300_000);
afterAll(() => outside[Symbol.dispose]());

describe.each(folders)("the package of %s", (folder) => {
  it("says nothing that publint objects to", async () => {
    const { messages, pkg } = await publint({ pkgDir: join(root, "dist", folder), pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that TypeScript finds, and that are what its JavaScript is", async () => {
    const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(tarballOf(folder))));
    const analysis = await checkPackage(tarball);
    const problems = analysis.types === false ? [] : analysis.problems;
    expect(
      problems.filter((problem) => !("resolutionKind" in problem && forRequire.has(problem.resolutionKind))),
    ).toEqual([]);
  });
});

it("runs on every Node", async () => {
  await using network = await serveNetwork();
  const here = (file: string) => file.replace(/http:\/\/127\.0\.0\.1:(9944|800\d)/g, network.url);
  outside.write("my-program/pay.js", here(payFile));
  outside.write("my-program/ask.js", here(askFile));
  outside.write("my-program/events.js", here(eventsFile));
  for (const [version, path] of nodes) {
    expect(await succeed("node", ["--version"], project, path)).toContain(version);
    const said = await succeed("bash", ["-ec", pay], project, path);
    expect(said).toMatch(/^paid in block \d+, certified by \d of 4 validators\nBob has \d+ PHA\n$/);
    const asked = await succeed("node", ["ask.js", network.contract], project, path);
    expect(asked).toMatch(/"method":"myBid"\}, as of block \d+\n$/);
    const happened = await succeed("node", ["events.js"], project, path);
    expect(happened).toMatch(/^for \d+ plancks: .*Balances\.Transfer, .*\n5000000000000 plancks moved\n$/);
  }
});

it("makes a contract that every Node tests, and builds to the code that a clone builds", {
  timeout: 180_000,
}, async () => {
  const [oldest, ...others] = [...nodes.values()];
  expect(await succeed("bash", ["-ec", contract], outside.folder, oldest)).toMatch(/pass 1\b/);
  const folder = join(outside.folder, "my-contract");
  const { code } = await bundleContract(folder);
  expect(readFileSync(join(folder, "dist", "contract.mjs"), "utf8")).toBe(code);
  const said = await Promise.all(others.map((node) => succeed("npm", ["test"], folder, node)));
  for (const report of said) expect(report).toMatch(/pass 1\b/);
  const made = await succeed("npx", ["@pha/cli", "contract", "new", "../another"], folder, oldest);
  expect(made).toContain("Next: npx @pha/cli contract test ../another");
  const install = (name: string) => JSON.parse(readFileSync(join(outside.folder, name, "package.json"), "utf8"));
  expect(install("another").devDependencies).toEqual(install("my-contract").devDependencies);
});

describe("in a strict project", () => {
  beforeAll(() => {
    outside.write("my-program/src/program.ts", program);
    outside.write("my-program/src/typed.ts", typedFile);
    outside.write("my-program/src/wallets.ts", walletsFile);
    outside.write("my-program/tsconfig.json", JSON.stringify({ compilerOptions, include: ["src"] }));
    outside.write("my-program/deploy.ts", deployFile);
    const onNode = { ...compilerOptions, types: ["node"], typeRoots: [join(root, "node_modules", "@types")] };
    outside.write("my-program/node.json", JSON.stringify({ compilerOptions: onNode, files: ["deploy.ts"] }));
  });

  it.each(["typescript5", "typescript"])("type-checks with %s, declarations included", async (compiler) => {
    const tsc = join(root, "node_modules", compiler, "bin", "tsc");
    await succeed(process.execPath, [tsc], project);
    await succeed(process.execPath, [tsc, "-p", "node.json", "--skipLibCheck"], project);
    await succeed(process.execPath, [tsc, "--skipLibCheck", "false"], join(outside.folder, "my-contract"));
  });
});

describe("in a page", () => {
  const isOurs = (file: string) => /@pha\/(?!sdk)|\/platform\/node/.test(file);

  it("is one module by esbuild, no larger than agreed, with one version of each library", async () => {
    const { outputFiles, metafile } = await esbuild({
      ...{ absWorkingDir: project, entryPoints: ["pay.js"], bundle: true, minify: true, write: false, metafile: true },
      ...{ format: "esm", platform: "browser", logLevel: "silent" },
    });
    const bytes = outputFiles[0]?.contents ?? new Uint8Array();
    const sizes = { minified: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    console.log(`A page with the SDK: ${sizes.minified} bytes minified, ${sizes.gzip} with gzip`);
    expect(sizes.minified).toBeLessThan(most.minified);
    expect(sizes.gzip).toBeLessThan(most.gzip);
    const files = Object.keys(metafile.inputs);
    expect(files.filter(isOurs)).toEqual([]);
    const copies = new Set(files.map((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file));
    const names = [...copies].map((copy) => copy.split("node_modules/").at(-1));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("is built by Vite without a complaint", async () => {
    outside.write("my-program/index.html", htmlFile);
    const complaints: string[] = [];
    const customLogger = createLogger("warn");
    customLogger.warn = customLogger.error = (message) => void complaints.push(message);
    await vite({ root: project, configFile: false, customLogger });
    expect(complaints).toEqual([]);
    const built = globSync(join(project, "dist", "assets", "*.js")).map((file) => readFileSync(file, "utf8"));
    expect(built).toHaveLength(1);
    expect(built[0]).not.toMatch(/["`']node:/);
  });
});
