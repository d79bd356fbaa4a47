import { expect, it } from "vitest";
import type { Failure } from "./call.ts";
import { errors } from "./errors.ts";
import { callOf, Desk, programWith } from "./testing.ts";

const desk = new Desk();
const inMethod = (line: string) =>
  `export default { commands: {}, queries: { async m(ctx, args) {\n${line}\nreturn 1; } } };`;
const atTop = (line: string) => `const a = 1;\n${line}\nexport default { commands: {}, queries: { m: () => a } };`;

const atLine = /\(contract\.mjs:2:\d+(, from [\d:, ]+)?\)\)?$/;
/** A loop without anything in it has no place of its own: it is told by its function's. */
const inFunction = /\(contract\.mjs:1:\d+\)$/;

it.each([
  ["a forgotten property", "ContractThrew", "let b; b.c;"],
  ["an exception", "ContractThrew", "throw new Error('here');"],
  ["an endless loop", "GasExhausted", "for (;;);"],
  ["an endless loop that does something", "GasExhausted", "for (let i = 0; ; i++) Math.abs(i);"],
  ["endless recursion", "StackOverflow", "const f = () => 1 + f(); f();"],
  ["memory without end", "MemoryExhausted", "for (const b = []; ; ) b.push('x'.repeat(1e5) + b.length);"],
])("%s names its place in the code, in a method and at the top of the module", async (_, code, line) => {
  const limits = code === "GasExhausted" ? { gas: 300_000_000, loadGas: 300_000_000 } : {};
  for (const text of [inMethod(line), atTop(line)]) {
    const { error } = (await desk.run(programWith(text), callOf("query"), limits)) as { readonly error?: Failure };
    expect([`contract-engine.${code}`, errors.BadCode.code]).toContain(error?.code);
    expect(error?.message).toMatch(line === "for (;;);" ? inFunction : atLine);
  }
});

it("a host function's limit names the place that called it, however deep", async () => {
  const line = "const f = (n) => n === 0 ? ctx.state.put('a', 'b') : f(n - 1); f(200);";
  const outcome = await desk.run(programWith(inMethod(line)), callOf("query"));
  expect(outcome).toMatchObject({
    error: { code: errors.ReadOnly.code, message: expect.stringMatching(atLine), origin: { at: { length: 10 } } },
  });
});
