import { afterAll, beforeAll, expect, test } from "vitest";
import { Bench, callOf, codeOf, programWith } from "./testing.ts";

/** What goes on until gas ends it does so soon. */
const bench = new Bench({ gas: 100_000_000 });
beforeAll(() => bench.start(), 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

/** Whole modules, and what comes of their command `m`. */
const modules: [what: string, outcome: string, code: string][] = [
  ["never ends loading", "contract-engine.GasExhausted", "for (;;);"],
  ["waits for ever while it loads", "contract-engine.NeverAnswers", "await new Promise(() => {}); export default {};"],
  ["imports itself", "contract-engine.BadCode", "import x from 'contract.mjs'; export default x;"],
  ["imports another", "contract-engine.BadCode", "import 'node:fs'; export default { commands: {} };"],
  ["exports nothing", "contract-engine.BadCode", ""],
  [
    "exports what waits",
    "contract-engine.BadCode",
    "export default { then(done) { done({ commands: { m: () => 3 } }); } };",
  ],
  ["loops when it is looked at", "contract-engine.GasExhausted", "export default { get commands() { for (;;); } };"],
  [
    "throws when it is looked at",
    "contract.Sly",
    "export default { get commands() { throw { code: 'Sly', message: '' }; } };",
  ],
  ["is a proxy that loops", "contract-engine.GasExhausted", "export default new Proxy({}, { get() { for (;;); } });"],
  [
    "is a proxy that says it has all",
    "contract-engine.BadCode",
    "export default new Proxy({}, { has: () => true, getOwnPropertyDescriptor: () => ({ value: 1, configurable: true }) });",
  ],
  [
    "has a method that it only inherits",
    "contract-engine.UnknownMethod",
    "export default { commands: Object.create({ m: () => 9 }) };",
  ],
  ["has a class for a method", "contract-engine.ContractThrew", "export default { commands: { m: class {} } };"],
  [
    "gives what is never done",
    "contract-engine.GasExhausted",
    "export default { commands: { m() { const t = { then(done) { done(t); } }; return t; } } };",
  ],
];

test.each(modules)(
  "a module that %s: %s",
  async (_, outcome, code) => {
    expect(codeOf(await bench.pool.runCommand(programWith(code), bench.state, callOf("command")))).toBe(outcome);
    expect(bench.state.version).toBe(0);
  },
  60_000,
);

/** Bodies of queries that give the host what answers otherwise each time, or runs code when it is read. */
const sly: [what: string, outcome: string, body: string][] = [
  [
    "a key that is another the second time",
    "contract-engine.BadStateKey",
    "let n = 0; return ctx.state.get({ toString: () => (n++ ? 'k'.repeat(300) : 'k') });",
  ],
  [
    "a key that throws",
    "contract-engine.BadStateKey",
    "ctx.state.get({ toString() { throw { code: 'Sly', message: '' }; } });",
  ],
  ["a key that is a symbol", "contract-engine.BadStateKey", "ctx.state.get(Symbol('k'));"],
  ["a range without end", "contract-engine.BadRequest", "ctx.state.range({ limit: Infinity });"],
  ["a range of less than nothing", "contract-engine.BadRequest", "ctx.state.range({ limit: -1 });"],
  ["a range of no number", "contract-engine.BadRequest", "ctx.state.range({ limit: NaN });"],
  ["bytes that only say so", "contract-engine.ContractThrew", "ctx.hash.sha256({ length: 1e9 });"],
  ["bytes behind a proxy", "contract-engine.ContractThrew", "ctx.hash.sha256(new Proxy(new Uint8Array(3), {}));"],
  [
    "bytes that shrank",
    "32",
    "const b = new ArrayBuffer(8, { maxByteLength: 16 }); const u = new Uint8Array(b); b.resize(1); return ctx.hash.sha256(u).length;",
  ],
  ["another caller", "contract-engine.ContractThrew", "ctx.caller = 'x';"],
  ["a line of the log that loops", "1", "ctx.log({ toString() { for (;;); } }); return 1;"],
  ["a result that loops", "contract-engine.GasExhausted", "return { toJSON() { for (;;); } };"],
  [
    "a result that throws",
    "contract.Sly",
    "return new Proxy({}, { ownKeys() { throw { code: 'Sly', message: '' }; } });",
  ],
  [
    "a result that is gone",
    "contract-engine.ContractThrew",
    "const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy;",
  ],
  ["a result in itself", "contract-engine.ContractThrew", "const a = {}; a.a = a; return a;"],
  ["a result with 4 billion gaps", "contract-engine.GasExhausted", "const a = []; a.length = 2 ** 32 - 1; return a;"],
  [
    "an error whose cause is itself",
    "contract-engine.ContractThrew",
    "const e = new Error('x'); e.cause = e; throw e;",
  ],
  [
    "an error whose name loops",
    "contract-engine.GasExhausted",
    "throw Object.defineProperty(new Error('x'), 'name', { get() { for (;;); } });",
  ],
  [
    "an error whose stack throws",
    "contract-engine.ContractThrew",
    "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } });",
  ],
  [
    "a code that is no text",
    "contract-engine.ContractThrew",
    "throw { code: { toString: () => 'Sly' }, message: 'x' };",
  ],
  ["a code that is too long", "contract-engine.ContractThrew", "throw { code: 'S'.repeat(100), message: 'x' };"],
  ["a way out of what ends it", "contract-engine.GasExhausted", "try { for (;;); } finally { return 1; }"],
  [
    "a way out that waits",
    "contract-engine.GasExhausted",
    "const f = async () => { try { await null; for (;;); } finally { await f(); } }; await f();",
  ],
];

test.each(sly)(
  "%s comes to %s",
  async (_, outcome, body) => {
    expect(codeOf(await bench.query(body))).toBe(outcome);
  },
  60_000,
);

test("arguments bring no prototype along", async () => {
  const args = JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": { "prototype": { "polluted": 1 } } }');
  const body = "return [Object.getPrototypeOf(args) === Object.prototype, args.polluted ?? ({}).polluted ?? null];";
  expect(codeOf(await bench.query(body, args))).toBe("[true,null]");
});
