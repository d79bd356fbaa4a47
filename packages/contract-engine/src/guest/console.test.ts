import { expect, test } from "vitest";
import { callOf, Desk, programOf, programWith } from "../testing.ts";

const desk = new Desk();
const logsOf = async (body: string) => (await desk.run(programOf(body), callOf("command"))).logs;

test("values are shown as people write them", async () => {
  const body = `
    class Point { x = 1; }
    const ring = { name: "ring" }; ring.self = ring;
    console.log("text", 1, -0, 5n, true, null, undefined, Symbol("s"));
    console.log([1, "two", [3]], { a: 1, "b c": "d" }, new Point(), ring);
    console.log(new Map([["k", { v: 1 }]]), new Set([1]), new Uint8Array([1, 2]), new Date(0), /x/g, function named() {}, () => {});
    console.log([], {}, { a: { b: { c: { d: { e: 1 } } } } }, Array.from({ length: 102 }, (_, i) => i % 10).slice(0, 101).length);
    console.log("%s is %d%% of %o, %i %j %c.", "x", "5", { y: 1 }, 2.7, [1], "css", "more");
    ctx.log({ a: 1 }); ctx.log("plain %s");`;
  expect(await logsOf(body)).toEqual([
    "text 1 -0 5n true null undefined Symbol(s)",
    '[ 1, "two", [ 3 ] ] { a: 1, "b c": "d" } Point { x: 1 } { name: "ring", self: [circular] }',
    'Map(1) { "k" => { v: 1 } } Set(1) { 1 } Uint8Array(2) [ 1, 2 ] 1970-01-01T00:00:00.000Z /x/g [function named] [function anonymous]',
    "[] {} { a: { b: { c: { d: {…} } } } } 101",
    "x is 5% of { y: 1 }, 2 [ 1 ] . more",
    "{ a: 1 }",
    "plain %s",
  ]);
});

test("every method writes a line, and levels are told", async () => {
  const body = `console.info("i"); console.debug("d"); console.warn("w"); console.error("e"); console.trace("t"); console.table([1]);
    console.dir({ a: 1 }); console.assert(true, "no"); console.assert(false, "yes"); console.count(); console.count();
    console.group("g"); console.log("in"); console.groupEnd(); console.log("out"); console.time(); console.timeEnd(); console.clear();`;
  const lines = ["i", "d", "warn: w", "error: e", "trace: t", "[ 1 ]", "{ a: 1 }", "assertion failed: yes"];
  expect(await logsOf(body)).toEqual([...lines, "default: 1", "default: 2", "g", "  in", "out"]);
});

test("an error is shown with its places and its cause", async () => {
  const [line] = await logsOf("console.error(new Error('outer', { cause: new TypeError('inner') }));");
  expect(line).toMatch(
    /^error: Error: outer\n {4}at m \(contract\.mjs:2:\d+\)[\s\S]*caused by TypeError: inner\n {4}at m \(contract\.mjs/,
  );
});

test("a line is well-formed text, whatever a contract writes", async () => {
  const lines = await logsOf(
    `console.log("\\ud83d", "a\\0b"); ctx.log("x\\udc00"); ctx.log({ toString() { throw 1; }, get a() { throw 2; } });`,
  );
  expect(lines).toEqual(["\ufffd a\0b", "x\ufffd", "[a value that cannot be shown]"]);
});

test("lines of a call that fails are kept, those of the module with the constructor; a full log says so once", async () => {
  const code = `console.log("loading"); export default { init() { console.log("init"); }, queries: {},
    commands: { m() { console.log("before"); throw 1; } } };`;
  expect(await desk.run(programWith(code), callOf("command"))).toMatchObject({ ok: false, logs: ["before"] });
  expect(await desk.run(programWith(code), callOf("init"))).toMatchObject({ ok: true, logs: ["loading", "init"] });
  const broken = await desk.run(programWith(`console.log("loading"); throw 1;`), callOf("command"));
  expect(broken).toMatchObject({ error: { code: "contract-engine.BadCode" }, logs: ["loading"] });
  const lines = await logsOf("for (let i = 0; i < 9; i++) ctx.log('x'.repeat(5000));");
  expect(lines.map((line) => line.length)).toEqual([5000, 5000, 5000, 42]);
  expect(lines.at(-1)).toMatch(/^\(the log is full/);
});
