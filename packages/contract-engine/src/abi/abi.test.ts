import { utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { type Abi, abiOf, checkCall, checkConstructor, withAbi } from "./index.ts";

const text = { type: "string", minLength: 1, maxLength: 3 };
const abi: Abi = {
  abi: 1,
  init: { input: { type: "integer", minimum: 1, maximum: 9 }, output: { type: "null" } },
  commands: { bid: { input: text, output: { type: "null" } } },
  queries: { status: { input: { type: "null" }, output: text }, list: { input: { type: "null" }, output: text } },
};

describe("the ABI in a contract's code", () => {
  it("is found again, whatever its texts hold, and is a comment that ends where its line ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a\n\r\u2028\u2029*/`\\"', "😀") }), (doc) => {
        const told = { ...abi, doc };
        const code = withAbi("export default 1;\n", told);
        expect(abiOf(utf8(code))).toEqual(told);
        expect(code.split(/[\n\r\u2028\u2029]/)).toHaveLength(3);
      }),
    );
  });

  it.each([
    ["code without one", "export default 1;"],
    ["one that is not the last line", `${withAbi("1;", abi)}2;\n`],
    ["what is no JSON", "1;\n//# abi={"],
    ["an ABI of another form", '1;\n//# abi={"abi":2,"commands":{},"queries":{}}\n'],
    ["an ABI without queries", '1;\n//# abi={"abi":1,"commands":{}}\n'],
    ["a method that is no object", '1;\n//# abi={"abi":1,"commands":{"a":1},"queries":{}}\n'],
    [
      "a name that could not be printed",
      '1;\n//# abi={"abi":1,"commands":{"\\u001b[31m":{"input":{},"output":{}}},"queries":{}}\n',
    ],
    [
      "schemas that nest without end",
      `1;\n//# abi={"abi":1,"commands":{"a":{"input":${'{"anyOf":['.repeat(20_000)}{}${',{"type":"null"}]}'.repeat(20_000)},"output":{}}},"queries":{}}\n`,
    ],
    [
      "a deep value where no schema is",
      `1;\n//# abi={"abi":1,"commands":{},"queries":{},"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}\n`,
    ],
    ...[
      { t: { every: 4, workers: 1 } },
      { t: { every: 5, workers: 0 } },
      { t: { every: 5.5, workers: 1 } },
      { "a b": { every: 5, workers: 1 } },
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`t${i}`, { every: 5, workers: 1 }])),
    ].map((tasks) => [
      `tasks that nobody runs: ${Object.keys(tasks).length} like ${JSON.stringify(Object.values(tasks)[0])}`,
      `1;\n//# abi=${JSON.stringify({ abi: 1, commands: {}, queries: {}, tasks })}\n`,
    ]),
  ])("is nothing in %s", (_, code) => {
    expect(abiOf(utf8(code))).toBeUndefined();
  });

  it("is the last one, when the code itself looks like one", () => {
    const misleading = withAbi('const a = `\n//# abi={"abi":1,"commands":{},"queries":{}}`;', abi);
    expect(abiOf(utf8(misleading))).toEqual(abi);
  });
});

describe("a call", () => {
  it("of a method that there is passes, with arguments that fit", () => {
    expect(checkCall(abi, "commands", "bid", "abc")).toBe("abc");
    expect(checkCall(abi, "queries", "status", null)).toBeNull();
    expect(checkConstructor(abi, 9)).toBe(9);
    expect(checkConstructor({ abi: 1, commands: {}, queries: {} }, null)).toBeNull();
  });

  it("of a command that the contract's tasks send is nobody else's", () => {
    const bid = { input: text, output: { type: "null" }, ofTasks: true };
    expect(() => checkCall({ ...abi, commands: { bid } }, "commands", "bid", "abc")).toThrow(
      expect.objectContaining({ code: errors.OfTasks.code, data: { method: "bid" } }),
    );
  });

  it("of a method that there is not names those that there are", () => {
    for (const method of ["pid", "toString", "__proto__", ""])
      expect(() => checkCall(abi, "commands", method, "abc")).toThrow(
        expect.objectContaining({
          code: errors.UnknownMethod.code,
          data: { method, commands: "bid", queries: "status list" },
        }),
      );
  });

  it("is held against a stranger's ABI at little cost, and what is refused has few of its words", () => {
    const words = Array.from({ length: 40_000 }, (_, i) => `word${i}`);
    const method = { input: {}, output: {} };
    const input = (schema: Abi["commands"][string]["input"]): Abi => ({
      ...abi,
      commands: { go: { input: schema, output: {} } },
    });
    const properties = Object.fromEntries(words.map((word) => [word, {}]));
    const others = words.map((word) => `${word}_`);
    expect(checkCall(input({ type: "object", properties, required: others }), "commands", "go", {})).toEqual({});
    const many: [Abi, string, unknown][] = [
      [input({ type: "string", enum: [[[]], ...words] }), "go", "x"],
      [input({ type: "object", properties, additionalProperties: false }), "go", { x: 1 }],
      [{ ...abi, commands: Object.fromEntries(words.map((word) => [word, method])) }, "x", null],
    ];
    for (const [one, name, args] of many) {
      let refused: unknown;
      try {
        checkCall(one, "commands", name, args);
      } catch (error) {
        refused = error;
      }
      expect(refused).toMatchObject({ code: expect.stringMatching(/UnknownMethod|WrongArguments/) });
      expect(String(refused)).toContain("more");
      expect(String(refused).length).toBeLessThan(1_000);
    }
  });

  it("of a query as a command, or the other way round, says so", () => {
    expect(() => checkCall(abi, "commands", "status", null)).toThrow(expect.toSatisfy(errors.IsQuery.is));
    expect(() => checkCall(abi, "queries", "bid", "abc")).toThrow(expect.toSatisfy(errors.IsCommand.is));
  });

  it("with arguments that do not fit says where, what would fit, and what is there, but not its content", () => {
    const refusal = (work: () => unknown) => {
      try {
        return work();
      } catch (error) {
        return error;
      }
    };
    expect(refusal(() => checkCall(abi, "commands", "bid", "secret"))).toMatchObject({
      code: errors.WrongArguments.code,
      data: { method: "bid", at: "args", expected: "a text of 1 to 3 characters", given: "a text of 6 characters" },
    });
    expect(refusal(() => checkConstructor(abi, 10))).toMatchObject({
      data: { method: "constructor", at: "args", expected: "an integer from 1 to 9", given: "a number" },
    });
    const pay = { input: { type: "object", properties: { to: {}, amount: {} } }, output: { type: "null" } };
    expect(refusal(() => checkCall({ ...abi, commands: { pay } }, "commands", "pay", null))).toMatchObject({
      data: { method: "pay", at: "args", expected: "an object (properties: to, amount)", given: "null" },
    });
    expect(refusal(() => checkConstructor({ abi: 1, commands: {}, queries: {} }, {}))).toMatchObject({
      data: { method: "constructor", expected: "null", given: "an object" },
    });
  });
});
