import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { Bench, codeOf, resultOf } from "./testing.ts";

const bench = new Bench();
/** What goes on until gas ends it comes to the same end with a quarter of it. */
const poor = new Bench({ gas: 1_000_000_000 });
beforeAll(() => Promise.all([bench.start(), poor.start()]), 60_000);
afterAll(() => Promise.all([bench, poor].map((each) => each[Symbol.asyncDispose]())));

const bombs: [what: string, code: string, body: string][] = [
  ["an endless loop", "GasExhausted", "while (true) {}"],
  ["an endless chain of promises", "GasExhausted", "const f = () => { Promise.resolve().then(f); for (;;); }; f();"],
  ["an endless chain of nested promises", "MemoryExhausted", "const f = () => Promise.resolve().then(f); await f();"],
  ["a loop that catches what ends it", "GasExhausted", "for (;;) try { for (;;); } catch {} finally { continue; }"],
  ["a memory bomb", "MemoryExhausted", "const a = []; while (true) a.push({ a: 1 });"],
  ["a buffer bomb", "MemoryExhausted", "const a = []; while (true) a.push(new Uint8Array(1 << 20));"],
  ["deep recursion", "StackOverflow", "const f = () => f() + 1; f();"],
  ["deep recursion through built-ins", "StackOverflow", "const o = { toString() { return '' + o; } }; return '' + o;"],
  ["a deeply nested result", "StackOverflow", "let a = []; for (let i = 0; i < 50000; i++) a = [a]; return a;"],
  ["deeply nested JSON", "StackOverflow", "JSON.parse('['.repeat(1e5) + ']'.repeat(1e5));"],
  ["deeply nested code", "StackOverflow", "eval('('.repeat(50000) + '1' + ')'.repeat(50000));"],
  ["a huge result", "OutputTooLarge", "return 'x'.repeat(300000);"],
  ["a result that is large in bytes only", "OutputTooLarge", "return 'é'.repeat(200000);"],
  ["a result that no receipt holds", "OutputTooLarge", "ctx.state.put('k', 'x'); return 'x'.repeat(4095);"],
  ["a function as result", "BadOutput", "return () => 1;"],
  ["half a character as result", "BadOutput", "return { a: ['\\\\', '\\ud800'] };"],
  ["10,000 writes", "TooManyWrites", "for (let i = 0; i < 10000; i++) ctx.state.put('k' + i, 'v');"],
  ["a huge value", "StateValueTooLarge", "ctx.state.put('k', 'x'.repeat(70000));"],
  ["a huge key", "BadStateKey", "ctx.state.put('k'.repeat(300), 'x');"],
  ["a key that is no text", "BadStateKey", "ctx.state.put('\\ud800', 'x');"],
  ["a key with a zero in it", "BadStateKey", "ctx.state.put('a\\0b', 'x');"],
  ["waiting for ever", "NeverAnswers", "await new Promise(() => {});"],
  [
    "a log line that is no text",
    "BadRequest",
    "Array.prototype.toJSON = () => [5]; try { ctx.log('x'); } catch {} for (;;);",
  ],
  [
    "a log line that takes gas away",
    "BadRequest",
    "Array.prototype.toJSON = () => [{ length: -1e12 }]; try { console.log('x'); } catch {} for (;;);",
  ],
  ["a URL that is no text", "BadRequest", "Array.prototype.toJSON = () => ({}); new URL('a:');"],
  ["huge keys that are read", "GasExhausted", "const k = 'k'.repeat(4e6); for (;;) ctx.state.get(k);"],
  [
    "ranges over many writes",
    "GasExhausted",
    "for (let i = 0; i < 4000; i++) ctx.state.put('k' + i, 'v'); for (;;) ctx.state.range({ limit: 1 });",
  ],
  ["too much randomness", "BadRequest", "ctx.random(1e9);"],
  [
    "a swallowed limit",
    "TooManyWrites",
    "try { for (let i = 0; ; i++) ctx.state.put('k' + i, 'v'); } catch { return 1; }",
  ],
];

test.each(bombs)(
  "%s ends a command with %s",
  async (_what, code, body) => {
    const on = code === "GasExhausted" ? poor : bench;
    expect(codeOf(await on.command(body))).toBe(`contract-engine.${code}`);
    expect(on.state.version).toBe(0);
  },
  60_000,
);

test("a range that no memory holds ends its call alone, however its state is written", async () => {
  await using large = new Bench({ gas: 40_000_000_000 });
  const escaped = `const v = "\\u0001".repeat(65532) + "\u4e00"; const at = (i) => ctx.state.put("k" + i, v);`;
  expect(codeOf(await large.command(`${escaped} for (let i = 0; i < 230; i++) at(i);`))).toBe("null");
  const all = `${escaped} for (let i = 0; i < 230; i++) at(i); ctx.state.range({ limit: 1000 });`;
  expect(codeOf(await large.command(all))).toBe("contract-engine.MemoryExhausted");
  expect(codeOf(await large.query("ctx.state.range({ limit: 1000 });"))).toBe("contract-engine.MemoryExhausted");
  expect(codeOf(await large.query("return ctx.state.range({ limit: 1 }).length;"))).toBe("1");
}, 120_000);

test("entries of nothing fill the state too", async () => {
  await using small = new Bench();
  const body = "for (let i = 0; i < 4096; i++) ctx.state.put(args + i, '');";
  const ended: string[] = [];
  for (let round = 0; round < 5; round++) ended.push(codeOf(await small.command(body, `${round}-`)));
  expect(ended).toEqual(["null", "null", "null", "contract-engine.StateFull", "contract-engine.StateFull"]);
  expect(small.state.bytes).toBeLessThanOrEqual(defaultLimits.stateBytes);
}, 60_000);

test("a failure stays one, whatever a contract makes of JSON", async () => {
  for (const made of ["null", "5", "({ name: 5, message: [], stack: {}, isUnheard: 'x' })"]) {
    const outcome = await bench.command(`Object.prototype.toJSON = () => ${made}; throw new Error('x');`);
    expect(codeOf(outcome)).toBe("contract-engine.ContractThrew");
  }
  const chain = `'{"name":"a","message":"b","cause":'.repeat(2000) + 'null' + '}'.repeat(2000)`;
  const deep = `const made = JSON.parse(${chain});
    Object.defineProperty(Object.prototype, "toJSON", {
      configurable: true,
      get() { return this.name === "Z" ? () => { delete Object.prototype.toJSON; return made; } : undefined; },
    });
    throw Object.assign(new Error("x"), { name: "Z" });`;
  const outcome = await bench.command(deep);
  expect(codeOf(outcome)).toBe("contract-engine.ContractThrew");
  expect(JSON.stringify(outcome).length).toBeLessThan(1_000);
});

test("log lines without words fill the log too", async () => {
  const { logs } = await bench.command("for (let i = 0; i < 50000; i++) ctx.log(''); return 1;");
  expect(logs.length).toBeLessThan(20_000);
});

test("a query cannot write, even when it looks away", async () => {
  const outcome = await bench.query("try { ctx.state.put('a', 'b'); } catch {} return 1;");
  expect(codeOf(outcome)).toBe("contract-engine.ReadOnly");
});

test("globals and prototypes changed by one query are not seen by the next", async () => {
  const pollute = `
    globalThis.leak = ctx.caller; Object.prototype.leak = 1; Array.prototype[Symbol.iterator] = () => { throw 1; };
    JSON.stringify = () => '"hacked"'; Promise.prototype.then = () => {}; Object.freeze = null; return [1];`;
  expect(resultOf(await bench.query(pollute))).toEqual([1]);
  const look = "return [typeof leak, ({}).leak ?? null, [...'ab'], Object.isFrozen(ctx)];";
  expect(resultOf(await bench.query(look))).toEqual(["undefined", null, ["a", "b"], true]);
});

test("a contract reaches nothing of the host", async () => {
  const reach = `
    const seen = Object.getOwnPropertyNames(globalThis);
    const imports = [() => import("node:fs"), () => Function("return import('node:fs')")(), () => eval("import('data:text/javascript,1')")];
    const refused = [];
    for (const load of imports) try { await load(); refused.push(false); } catch { refused.push(true); }
    const wanted = ["process", "require", "fetch", "Buffer", "performance", "setTimeout", "WebAssembly",
      "SharedArrayBuffer", "WeakRef", "FinalizationRegistry", "print", "std", "os", "Worker"];
    return { refused, found: wanted.filter((name) => seen.includes(name) || typeof globalThis[name] !== "undefined"),
      outer: ctx.state.get.constructor("return typeof process")() };`;
  expect(resultOf(await bench.query(reach))).toEqual({ refused: [true, true, true], found: [], outer: "undefined" });
});

test("an error of the host shows nothing of the host", async () => {
  const outcome = await bench.query("try { ctx.random(-1); } catch (error) { ctx.log(error.stack); } return 1;");
  expect(outcome.logs.join()).not.toMatch(/node|\/|file:/);
  expect(outcome.logs).toHaveLength(0);
});

test("a contract's exceptions and its coded errors keep their words", async () => {
  const plain = await bench.query("throw new TypeError('no');");
  expect(plain).toMatchObject({
    error: { code: "contract-engine.ContractThrew", message: "TypeError: no (contract.mjs:3:56)" },
  });
  const coded = await bench.query("throw { code: 'AuctionClosed', message: 'Too late.' };");
  expect(coded).toMatchObject({ error: { code: "contract.AuctionClosed", message: "Too late." } });
  const forged = await bench.query("throw { code: 'contract-engine.GasExhausted or so', message: 'x', name: 'E' };");
  expect(forged).toMatchObject({ error: { code: "contract-engine.ContractThrew", message: "E: x" } });
});
