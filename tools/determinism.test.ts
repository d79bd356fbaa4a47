import { expect, it } from "vitest";
import { deterministic, findIndeterminism } from "./determinism.ts";
import { isTest, listMembers, listSources, readText } from "./workspace.ts";

const rulesOf = (text: string): string[] => findIndeterminism("planted.ts", text).map(({ rule }) => rule);

it("finds nothing in state transition, contract execution and programs that another machine could do otherwise", () => {
  const files = listMembers()
    .flatMap(listSources)
    .filter((file) => !isTest(file) && deterministic.some((pattern) => pattern.test(file)));
  const found = files.flatMap((file) =>
    findIndeterminism(file, readText(file)).map(({ line, rule }) => `${file}:${line}: ${rule}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

it.each([
  ["const now = Date.now();", "Date"],
  ["const now = new Date();", "Date"],
  ["const now = performance.now();", "performance"],
  ["const clock = { performance };", "performance"],
  ["const number = Math.random();", "Math.random"],
  ['const number = Math["random"]();', "Math.random"],
  ["const { random } = Math;", "Math as a value"],
  ["const root = Math.sqrt(2);", "Math.sqrt"],
  ["const power = Math.log2(8);", "Math.log2"],
  ["const text = new Intl.NumberFormat().format(1);", "Intl"],
  ["const text = amount.toLocaleString();", "toLocaleString"],
  ["list.sort((a, b) => a.localeCompare(b));", "localeCompare"],
  ["const text = name.normalize();", "normalize"],
  ["const text = price.toFixed(2);", "toFixed"],
  ["const list = numbers.sort();", "sort() without comparator"],
  ["const list = numbers.toSorted();", "sort() without comparator"],
  ["for (const key in record) use(key);", "for-in"],
  ["const share = 0.5;", "fraction"],
  ["const share = 5e-1;", "fraction"],
  ["const half = total / 2;", "quotient of numbers"],
  ["total /= 2;", "quotient of numbers"],
  ["const half = Math.max(total / 2, 1);", "quotient of numbers"],
  ["const size = 2 ** bits;", "power of numbers"],
  ['const amount = parseFloat("1");', "parseFloat"],
  ['const amount = Number.parseFloat("1");', "parseFloat"],
  ["crypto.getRandomValues(bytes);", "crypto"],
  ["setTimeout(run, 5);", "setTimeout"],
  ["queueMicrotask(run);", "queueMicrotask"],
  ["const ref = new WeakRef(target);", "WeakRef"],
  ["const at = error.stack;", "stack"],
  ["const { pid } = process;", "process"],
  ["globalThis.anything();", "globalThis"],
  ['eval("1");', "eval"],
  ['new Function("return 1");', "Function"],
  ["const letters = /\\p{L}/u;", "Unicode property"],
  ['const module = await import("./other.ts");', "import()"],
])("finds what is planted: %s", (text, rule) => {
  expect(rulesOf(text)).toContain(rule);
});

it.each([
  "// Date.now() and Math.random() / 0.5",
  'const text = "Date.now() / 0.5";',
  "const text = `for (const key in Date)`;",
  "const third = (total * 1n) / 3n;",
  "const part = (total * 1n) / most;",
  "const half = Math.floor(total / 2);",
  "const big = 2n ** 64n;",
  "const list = numbers.sort((a, b) => a - b);",
  "const timer = timers.setTimeout(run, 5);",
  "interface Timers { setTimeout(run: () => void): void }",
  "const bits = 0x1e5;",
  "const matches = /a \\/ b 0.5/.test(text);",
  "const has = Function.prototype[Symbol.hasInstance];",
])("lets pass what is the same everywhere: %s", (text) => {
  expect(rulesOf(text)).toEqual([]);
});
