import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits } from "@pha/contract-engine";
import * as limits from "@pha/limits";
import { codeBlocks } from "@pha/testkit/markdown";
import { afterAll, expect, it } from "vitest";
import { type Schema, s } from "./schema.ts";
import { testContract } from "./testing/index.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/contracts.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pha-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A number of the page's tables: with commas, in B, KiB or MiB. */
const numberOf = (text: string): number =>
  Number.parseInt(text.replaceAll(",", ""), 10) * ({ KiB: 1 << 10, MiB: 1 << 20 }[text.split(" ")[1] ?? ""] ?? 1);

it("docs/contracts.md has every limit, as it is", () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+(?: \w+)?) \|/gm)];
  const told = Object.fromEntries(rows.map(([, name, text = ""]) => [name, numberOf(text)]));
  const { maxContractCodeBytes, maxConstructorBytes, maxSealedCommandBytes } = limits;
  const ofContract = { maxContractCodeBytes, maxConstructorBytes, maxSealedCommandBytes };
  const ofCluster = {
    maxClusterContracts: limits.maxClusterContracts,
    maxClusterCodeBytes: limits.maxClusterCodeBytes,
    maxClusterStateKib: limits.maxClusterStateKib * 1_024,
    initialStateKib: limits.initialStateKib * 1_024,
    maxStateKib: limits.maxStateKib * 1_024,
  };
  expect(told).toEqual({ ...defaultLimits, ...ofContract, ...ofCluster });
});

type AnySchema = Pick<Schema<unknown>, "parse"> & Pick<Schema<never>, "write">;

it("docs/contracts.md has every schema, what its values are inside, and their JSON", () => {
  const schemas: Readonly<Record<keyof typeof s, AnySchema>> = {
    string: s.string({ max: 9 }),
    oneOf: s.oneOf("yes", "no"),
    number: s.number(),
    u128: s.u128(),
    boolean: s.boolean(),
    bytes: s.bytes({ max: 9 }),
    account: s.account(),
    sealed: s.sealed(),
    nothing: s.nothing(),
    array: s.array(s.number(), { max: 9 }),
    optional: s.optional(s.number()),
    object: s.object({ count: s.number() }),
  };
  const rows = [...page.matchAll(/^\| `s\.(\w+)\(.*?\)` \| `(\w+)` \| `(.+?)` \|/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(s));
  for (const [, name, inside, example = ""] of rows) {
    const schema = schemas[name as keyof typeof s];
    const value = schema.parse(JSON.parse(example), "value");
    const isObject = typeof value === "object" && value !== null;
    expect(value === null ? "null" : isObject ? value.constructor.name : typeof value, name).toBe(inside);
    expect(schema.write(value as never, "value") ?? null, name).toEqual(JSON.parse(example));
  }
});

it("docs/contracts.md has a contract that runs, and does what the page says of it", async () => {
  const [code = ""] = codeBlocks(page, "ts");
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src", "index.ts"), code);
  await using book = await testContract(folder, { first: "Welcome." });
  expect(await book.as("alice").command("write", { text: "It was lovely." })).toBe(1);
  expect(await book.as("alice").query("mine")).toBe("It was lovely.");
  expect(await book.as("bob").query("mine")).toBeNull();
  expect(await book.anonymous.query("mine")).toBeNull();
  expect(await book.anonymous.query("count")).toBe(1);
  await expect(book.as("bob").command("write", { text: "" })).rejects.toMatchObject({ code: "contract.BadArguments" });
  for (const absent of ["fetch", "setTimeout", "WebAssembly", "process"]) expect(code).not.toContain(absent);
}, 60_000);

it("docs/contracts.md has a contract that others seal to, and does what the page says of it", async () => {
  const [, code = ""] = codeBlocks(page, "ts");
  mkdirSync(join(folder, "meters", "src"), { recursive: true });
  writeFileSync(join(folder, "meters", "src", "index.ts"), code);
  await using meters = await testContract(join(folder, "meters"));
  const collect = (...items: string[]) => meters.as("collector").command("collect", { items });
  const first = meters.seal({ meter: "a", wh: 5 });
  expect(await collect(first, meters.seal({ meter: "b", wh: 7 }))).toBe(12);
  expect(await collect(first, meters.seal({ meter: "b" }), "item1.AAAAAAAA")).toBe(12);
  const many = Array.from({ length: 100 }, () => meters.seal({ meter: "c", wh: 1 }));
  expect(await collect(...many)).toBe(112);
  await expect(collect("no item")).rejects.toMatchObject({ code: "contract.BadArguments" });
}, 60_000);

it("docs/contracts.md has a contract that another one is put in place of, and does what the page says of it", async () => {
  const [first = "", , , , next = ""] = codeBlocks(page, "ts");
  const folderOf = (name: string, code: string): string => {
    mkdirSync(join(folder, name, "src"), { recursive: true });
    writeFileSync(join(folder, name, "src", "index.ts"), code);
    return join(folder, name);
  };
  await using book = await testContract(folderOf("before", first), { first: "Hello" });
  await book.as("bob").command("write", { text: "Hi" });
  const entries = await book.upgrade(folderOf("after", next));
  expect(await entries.as("deployer").query("mine")).toBe("Hello");
  expect(await entries.as("bob").query("mine")).toBe("Hi");
  expect(entries.logs.at(-1)).toMatch(/^went over from 0x/);

  const refusing = next
    .replace("ctx.was.count.delete();", 'fail("Full", "No room.");')
    .replace("{ contract,", "{ contract, fail,");
  const before = entries.stateRoot;
  await expect(entries.upgrade(folderOf("refusing", refusing))).rejects.toMatchObject({ code: "contract.Full" });
  expect(entries.stateRoot).toBe(before);
  expect(await entries.as("bob").query("mine")).toBe("Hi");
}, 60_000);

it("docs/contracts.md has a contract that fetches, and does what the page says of it", async () => {
  const [, , code = ""] = codeBlocks(page, "ts");
  mkdirSync(join(folder, "oracle", "src"), { recursive: true });
  writeFileSync(join(folder, "oracle", "src", "index.ts"), code);
  await using oracle = await testContract(join(folder, "oracle"));
  const price = () => oracle.anonymous.query("price");
  await expect(price()).rejects.toThrow("fetches GET https://a.example/pha, which this test does not answer");
  const says = new Map(
    [
      ["a", "0.12"],
      ["b", "0.15"],
    ].map(([host, text]) => [`https://${host}.example/pha`, text]),
  );
  oracle.answerFetch(({ url }) => (says.has(url) ? new Response(says.get(url)) : new Response("?", { status: 503 })));
  expect(await price()).toBe(15);
  says.set("https://c.example/pha", "0.13");
  expect(await price()).toBe(13);
  says.delete("https://a.example/pha");
  says.delete("https://b.example/pha");
  await expect(price()).rejects.toMatchObject({ code: "contract.NoPrice" });
}, 60_000);

it("docs/contracts.md has a contract with a task, and does what the page says of it", async () => {
  const [, , , code = ""] = codeBlocks(page, "ts");
  mkdirSync(join(folder, "flight", "src"), { recursive: true });
  writeFileSync(join(folder, "flight", "src", "index.ts"), code);
  await using flight = await testContract(join(folder, "flight"));
  const status = () => flight.anonymous.query("status");
  let asked = 0;
  flight.answerFetch(() => new Response(++asked === 1 ? "early" : "late"));
  await flight.runTasks(99);
  expect([asked, await status()]).toEqual([0, null]);
  expect(await flight.runTask("look", "worker 1", 100)).toBe(false);
  expect(await flight.runTask("look", "worker 2", 100)).toBe(false);
  expect(await flight.runTask("look", "worker 3", 100)).toBe(true);
  expect(await status()).toBe("late");
  const before = flight.stateRoot;
  await flight.runTasks(50);
  expect(asked).toBe(6);
  expect(flight.stateRoot).toBe(before);
}, 60_000);

it("docs/contracts.md tells the truth about what is there and what is not", async () => {
  const fetching = ["Headers", "Request", "Response", "AbortSignal"];
  const names = [
    "TextEncoder",
    "TextDecoder",
    "atob",
    "btoa",
    "URL",
    "URLSearchParams",
    "structuredClone",
    ...fetching,
  ];
  const there = [...names, "queueMicrotask", "console", "crypto", "CryptoKey"];
  const absent = ["fetch", "setTimeout", "setInterval", "WebAssembly", "process", "require"];
  mkdirSync(join(folder, "probe", "src"), { recursive: true });
  writeFileSync(
    join(folder, "probe", "src", "index.ts"),
    `import { contract, s } from "@pha/contract-kit";
     export default contract({
       state: {},
       commands: {},
       queries: {
         kinds: {
           input: s.array(s.string({ max: 100 }), { max: 100 }),
           output: s.array(s.string({ max: 100 }), { max: 100 }),
           run: (_, names) => names.map((name) => typeof Reflect.get(globalThis, name)),
         },
       },
     });`,
  );
  await using probe = await testContract(join(folder, "probe"));
  const kinds = (of: readonly string[]) => probe.anonymous.query("kinds" as never, of as never) as Promise<string[]>;
  expect((await kinds(there)).filter((kind) => kind === "undefined")).toEqual([]);
  expect(new Set(await kinds(absent))).toEqual(new Set(["undefined"]));
  for (const name of [...there, "fetch", "WebAssembly"]) expect(page).toContain(`\`${name}\``);
}, 60_000);
