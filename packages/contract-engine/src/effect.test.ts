import { describe, expect, it } from "vitest";
import { defaultLimits } from "./limits.ts";
import { callOf, codeOf, Desk, programOf, resultOf } from "./testing.ts";

const desk = new Desk();
const account = `0x${"11".repeat(32)}`;
const run = (body: string, change: object = {}) => desk.run(programOf(body), { ...callOf("command"), ...change });
const pay = `ctx.pay("${account}", "5");`;

describe("effects of a command", () => {
  it("come out in their order, each under its place", async () => {
    const outcome = await run(
      `return [ctx.pay("${account}", "5"), ctx.emit("Paid", '{"a":1}'), ctx.push("${account}", "m", "[1]")];`,
    );
    expect(resultOf(outcome)).toEqual([0, 1, 2]);
    expect(outcome).toMatchObject({
      effects: [
        { type: "Pay", to: account, amount: "5" },
        { type: "Emit", name: "Paid", data: '{"a":1}' },
        { type: "Push", contract: account, method: "m", args: "[1]" },
      ],
    });
  });

  it("are none when it fails, and begin anew with the next one", async () => {
    expect(await run(`${pay} throw new Error("no");`)).not.toHaveProperty("effects");
    expect(await run(`return ${pay}`)).toMatchObject({ result: "0", effects: [{}] });
  });

  it("are as many as a message may have, or as there is room for", async () => {
    const most = defaultLimits.effects;
    const spend = (count: number) => `for (let i = 0; i < ${count}; i++) ${pay} return 1;`;
    expect(codeOf(await run(spend(most)))).toBe("1");
    expect(codeOf(await run(spend(most + 1)))).toBe("contract-engine.TooManyEffects");
    expect(codeOf(await run(spend(3), { mostEffects: 3 }))).toBe("1");
    expect(codeOf(await run(spend(4), { mostEffects: 3 }))).toBe("contract-engine.TooManyEffects");
    expect(codeOf(await run(`try { ${spend(99)} } catch {} return 1;`))).toBe("contract-engine.TooManyEffects");
  });

  it.each([
    ["to no account", `ctx.pay("0x11", "5")`],
    ["of nothing", `ctx.pay("${account}", "0")`],
    ["of less than nothing", `ctx.pay("${account}", "-5")`],
    ["of more than there can be", `ctx.pay("${account}", "${1n << 128n}")`],
    ["of what is no text", `ctx.pay("${account}", 5)`],
    ["under no name", `ctx.emit("a b", "1")`],
    ["under a long name", `ctx.emit("a".repeat(65), "1")`],
    ["that tell too much", `ctx.emit("A", '"' + "é".repeat(512) + '"')`],
    ["to what is no contract", `ctx.push("0x11", "m", "null")`],
    ["to what is no method", `ctx.push("${account}", "a b", "null")`],
    ["with long arguments", `ctx.push("${account}", "m", "1".repeat(1_025))`],
    ["that are made otherwise", `Array.prototype.toJSON = () => ["Mint"]; ctx.pay("${account}", "5")`],
  ])("%s are refused", async (_, body) => {
    expect(codeOf(await run(`${body};`))).toBe("contract-engine.BadRequest");
  });
});

it("a command knows what it brings, and its number; a query neither", async () => {
  const context = { ...callOf("command").context, message: "7", value: "340282366920938463463374607431768211455" };
  const body = "return [ctx.message ?? null, ctx.value ?? null];";
  expect(resultOf(await run(body, { context }))).toEqual(["7", context.value]);
  expect(await desk.eval(body)).toEqual([null, null]);
});
