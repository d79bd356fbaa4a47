import { expect, test } from "vitest";
import { callOf, codeOf, Desk, programWith, resultOf } from "../testing.ts";

const desk = new Desk();

/** A contract whose module has this at its top, and whose methods and constructor do that, as the kit builds functions. */
const run = (top: string, body: string, kind: "init" | "command" | "query" = "command") => {
  const code = `${top}; const m = (ctx) => { ${body} };
    export default { init: m, commands: { m }, queries: { m } };`;
  return desk.run(programWith(code), callOf(kind), { gas: 300_000_000 });
};

const lost: [what: string, code: string, body: string][] = [
  ["a rejection", "contract.Late", "Promise.reject({ code: 'Late', message: 'x' });"],
  ["a later rejection", "contract.Late", "Promise.resolve().then(() => { throw { code: 'Late', message: 'x' }; });"],
  ["a rejection by new", "contract.Late", "new Promise((_, no) => no({ code: 'Late', message: 'x' }));"],
  ["a rejection by throwing in new", "contract.Late", "new Promise(() => { throw { code: 'Late', message: 'x' }; });"],
  ["a rejection of all", "contract.Late", "Promise.all([1, Promise.reject({ code: 'Late', message: 'x' })]);"],
  ["a rejection of any", "contract-engine.ContractThrew", "Promise.any([Promise.reject(1)]);"],
  ["a rejection of race", "contract.Late", "Promise.race([Promise.reject({ code: 'Late', message: 'x' })]);"],
  ["a rejection behind finally", "contract.Late", "Promise.reject({ code: 'Late', message: 'x' }).finally(() => {});"],
  ["a rejection by withResolvers", "contract.Late", "Promise.withResolvers().reject({ code: 'Late', message: 'x' });"],
  ["a rejection out of a handler", "contract.Late", "Promise.reject(1).catch(() => { throw { code: 'Late', message: 'x' }; });"],
  ["a thenable's rejection", "contract.Late", "Promise.resolve({ then(_, no) { no({ code: 'Late', message: 'x' }); } });"],
  ["a microtask that throws", "contract.Late", "queueMicrotask(() => { throw { code: 'Late', message: 'x' }; });"],
  ["a late read in the wrong place", "contract-engine.BadStateKey", "Promise.resolve().then(() => ctx.state.get('a\\0'));"],
  ["a late endless loop", "contract-engine.GasExhausted", "Promise.resolve().then(() => { for (;;); });"],
  ["code that waits for ever", "contract-engine.NeverAnswers", "new Promise(() => {}).then(() => ctx.state.put('a', 'b'));"],
]; // biome-ignore format: a table

test.each(lost)("%s that nobody awaits ends the call with %s", async (_what, code, body) => {
  for (const kind of ["command", "query", "init"] as const)
    expect([kind, codeOf(await run("", `${body} return 1;`, kind))]).toEqual([kind, code]);
  const atTop = await run(`const ctx = { state: { get() { throw { code: "Late" }; } } }; ${body}`, "return 1;");
  if (code === "contract-engine.NeverAnswers") expect(codeOf(atTop)).toBe("1");
  else expect(["contract-engine.BadCode", "contract-engine.GasExhausted"]).toContain(codeOf(atTop));
});

const heard: [what: string, body: string][] = [
  ["caught later", "const p = Promise.reject(1); return Promise.resolve().then(() => p).catch(() => 1);"],
  ["awaited later", "const p = Promise.reject(1); return (async () => { await null; try { await p; } catch { return 1; } })();"],
  ["caught by then", "return Promise.reject(1).then(() => 2, () => 1);"],
  ["settled with others", "return Promise.allSettled([Promise.reject(1), Promise.reject(2)]).then(() => 1);"],
  ["beaten in a race", "return Promise.race([1, Promise.reject(2), new Promise(() => {})]);"],
  ["passed on", "const p = Promise.reject(1); return new Promise((yes) => yes(p)).catch(() => 1);"],
  ["resolved again", "const p = Promise.reject(1); return Promise.resolve(p).catch(() => 1);"],
  ["taken by an iterator", "return (async () => { try { for await (const p of [Promise.reject(1)]); } catch { return 1; } })();"],
  ["never settled, and nothing waits for it", "new Promise(() => {}); Promise.withResolvers(); return 1;"],
]; // biome-ignore format: a table

test.each(heard)("a promise that is %s fails nothing", async (_what, body) => {
  for (const kind of ["command", "query", "init"] as const) expect(resultOf(await run("", body, kind))).toBe(1);
});

test("what is begun and not awaited is part of the call: its writes and its lines", async () => {
  const later =
    "Promise.resolve().then(() => 0).then(() => { ctx.state.put('late', '1'); ctx.log('late'); }); return 1;";
  expect(await run("", later)).toMatchObject({ ok: true, result: "1", writes: [["late", "1"]], logs: ["late"] });
  const native = "(async () => { await 0; await 0; ctx.state.put('late', '1'); })(); return 1;";
  expect(await run("", native)).toMatchObject({ ok: true, writes: [["late", "1"]] });
  const top = "let n = 0; Promise.resolve().then(() => { n = 5; })";
  expect(resultOf(await run(top, "return n;"))).toBe(5);
});

test("Promise is what it was for who looks at it", async () => {
  const look = `
    class Own extends Promise {}
    const own = Own.resolve(1), p = new Promise(() => {});
    return [Promise.name, typeof Promise.all, p instanceof Promise, (async () => {})() instanceof Promise, own instanceof Own,
      own.then(() => 1) instanceof Own, Promise.resolve(p) === p, Object.prototype.toString.call(p), Promise.length,
      (() => { try { Promise(() => {}); } catch (error) { return error.name; } })(), Promise.reject.name];`;
  const expected = ["Promise", "function", true, true, true, true, true, "[object Promise]", 1, "TypeError", "reject"];
  expect(await desk.eval(look)).toEqual(expected);
});
