import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractState, stateTag } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { Bench, callOf, codeOf, programOf, resultOf, word } from "./testing.ts";

/** What goes on until gas ends it comes to the same end with a quarter of it. */
const limits = { gas: 1_000_000_000 };
const first = new Bench(limits);
const second = new Bench(limits);
beforeAll(() => Promise.all([first.start(), second.start()]), 60_000);
afterAll(() => Promise.all([first, second].map((each) => each[Symbol.asyncDispose]())));

const interpreter = programOf(`
  for (const [verb, key, value] of args) {
    if (verb === "put") ctx.state.put(key, value);
    if (verb === "delete") ctx.state.delete(key);
    if (verb === "random") ctx.state.put(key, [Math.random(), ctx.random(8), Date.now()].join());
    if (verb === "count") ctx.state.put(key, String(ctx.state.range({ from: key, limit: 1000 }).length));
    if (verb === "fail") throw { code: "Failed", message: key };
    if (verb === "spin") for (;;);
  }
  return ctx.state.range({ reverse: true, limit: 3 });`);

const key = fc.constantFrom("a", "b", "aa", "\u{ffff}", "\u{10000}", "ключ", "k".repeat(256));
const step = fc.tuple(
  fc.constantFrom("put", "put", "delete", "random", "count", "fail"),
  key,
  fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0")),
);
const commands = fc.array(fc.array(step, { maxLength: 5 }), { minLength: 1, maxLength: 6 });

test("the same commands give the same outcomes and the same root in two engines", async () => {
  const property = fc.asyncProperty(commands, async (sequence) => {
    const [one, other] = [new ContractState(word(2)), new ContractState(word(2))];
    for (const steps of sequence) {
      const call = callOf("command", steps);
      const a = await first.pool.runCommand(interpreter, one, call);
      const b = await second.pool.runCommand(interpreter, other, call);
      expect(a).toEqual(b);
    }
    expect(one.root).toBe(other.root);
  });
  await fc.assert(property, { numRuns: 8 });
}, 120_000);

test("limits are met at the same point in two engines", async () => {
  const bodies = ["for (;;);", "const a = []; for (;;) a.push({ a: 1 });", "const f = () => f() + 1; f();"];
  for (const body of bodies) expect(await first.command(body)).toEqual(await second.command(body));
}, 60_000);

test("clock, time zone and Math.random come from the call", async () => {
  const zone = process.env["TZ"];
  process.env["TZ"] = "America/New_York";
  const other = new Bench(limits);
  const look = `
    const at = new Date();
    const texts = ["2020-01-01", "2020-01-01T00:00:00", "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00.000Z", "2020",
      "Wed Jan 01 2020 01:00:00 GMT+0100", "Wed, 01 Jan 2020 00:00:00 GMT", "Jan 1 2020 00:00:00", "2020-01-01 00:00:00"];
    const set = new Date(0);
    set.setHours(5);
    return [Date.now(), at.toISOString(), at.toString(), Date(), at.toLocaleString(), at.getHours(), at.getTimezoneOffset(),
      new Date(2020, 0).toISOString(), texts.map((text) => Date.parse(text)), at instanceof Date, at.constructor === Date,
      set.toISOString(), String(new Date(NaN)), new Date(at).getTime() === +at, at.toDateString(), Math.random(), Math.random()];`;
  const seen = resultOf(await first.query(look)) as unknown[];
  expect(seen.slice(0, 3)).toEqual([
    1_700_000_000_000,
    "2023-11-14T22:13:20.000Z",
    "Tue Nov 14 2023 22:13:20 GMT+0000",
  ]);
  expect(seen.slice(3, 9)).toEqual([
    seen[2],
    seen[2],
    22,
    0,
    "2020-01-01T00:00:00.000Z",
    [...Array.from({ length: 7 }, () => 1_577_836_800_000), null, null],
  ]);
  expect(seen.slice(9, 15)).toEqual([true, true, "1970-01-01T05:00:00.000Z", "Invalid Date", true, "Tue Nov 14 2023"]);
  expect(seen[15]).not.toBe(seen[16]);
  expect(resultOf(await other.query(look))).toEqual(seen);
  await other[Symbol.asyncDispose]();
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
}, 60_000);

test("while the module loads, the clock stands at 0, randomness is fixed and there is no host", async () => {
  const code = "const seen = [Date.now(), Math.random()]; export default { queries: { m: () => seen }, commands: {} };";
  const ask = (seed: number) => {
    const call = callOf("query");
    const context = { ...call.context, randomSeed: word(seed) };
    const state = new ContractState(word(2)).snapshot();
    return first.pool.runQuery({ codeHash: word(8), code }, state, { ...call, context });
  };
  expect(resultOf(await ask(1))).toEqual([0, expect.any(Number)]);
  expect(resultOf(await ask(1))).toEqual(resultOf(await ask(2)));
});

test("keys are ordered by their UTF-8 bytes", async () => {
  const body = `for (const k of ["\\u{10000}", "\\uffff", "b", "a", "ab"]) ctx.state.put(k, "");
    return [ctx.state.range().map(([k]) => k), ctx.state.range({ from: "ab", to: "\\uffff" }).map(([k]) => k),
      ctx.state.range({ reverse: true, limit: 2 }).map(([k]) => k)];`;
  const ordered = ["a", "ab", "b", "\uffff", "\u{10000}"];
  expect(resultOf(await first.command(body))).toEqual([ordered, ["ab", "b"], ["\u{10000}", "\uffff"]]);
});

test("writes that change nothing are none", async () => {
  const state = new ContractState(word(2));
  state.commit([["a", "1"]]);
  const body = "ctx.state.put('a', '2'); ctx.state.put('a', '1'); ctx.state.put('b', '1'); ctx.state.delete('b');";
  expect(await first.pool.runCommand(programOf(body), state, callOf("command"))).toMatchObject({ writes: [] });
});

test("the tag depends on key, contract, height and root, and on nothing else", () => {
  const [a, b] = [new ContractState(word(1)), new ContractState(word(1))];
  a.commit([
    ["x", "1"],
    ["y", "2"],
  ]);
  b.commit([["y", "2"]]);
  b.commit([["x", "0"]]);
  b.commit([["x", "1"]]);
  const tagKey = new Uint8Array(32).fill(1);
  const tag = stateTag(tagKey, a.contract, 5, a.root);
  expect(stateTag(tagKey, b.contract, 5, b.root)).toBe(tag);
  const others = [
    stateTag(new Uint8Array(32), a.contract, 5, a.root),
    stateTag(tagKey, word(2), 5, a.root),
    stateTag(tagKey, a.contract, 6, a.root),
    stateTag(tagKey, a.contract, 5, word(0)),
  ];
  expect(new Set([tag, ...others]).size).toBe(5);
});

test("what is no contract, or has no such method, is refused", async () => {
  const state = new ContractState(word(2)).snapshot();
  const ask = async (code: string, method = "m") =>
    codeOf(await first.pool.runQuery({ codeHash: code as `0x${string}`, code }, state, callOf("query", null, method)));
  expect(await ask("export default 1;")).toBe("contract-engine.BadCode");
  expect(await ask("export const x = {};")).toBe("contract-engine.BadCode");
  expect(await ask("this is no code")).toBe("contract-engine.BadCode");
  expect(await ask("import fs from 'node:fs'; export default {};")).toBe("contract-engine.BadCode");
  for (const method of ["other", "constructor", "__proto__", "toString", "", "m\0", "m\0x"])
    expect([method, await ask("export default { queries: { m() {} }, commands: {} };", method)]).toEqual([
      method,
      "contract-engine.UnknownMethod",
    ]);
  expect(await ask("export default { queries: { m() {} }, commands: {} };")).toBe("null");
  expect(await ask("export default { commands: { m() {} }, queries: {} };")).toBe(errors.IsCommand.code);
  const command = { codeHash: word(5), code: "export default { queries: { m() {} }, commands: {} };" };
  expect(codeOf(await first.pool.runCommand(command, new ContractState(word(2)), callOf("command")))).toBe(
    errors.IsQuery.code,
  );
});
