import { RateLimit } from "@pha/service-kit/http";
import { describe, expect, it } from "vitest";
import { anyone } from "../ledger/callers.ts";
import { connected, type Methods, method, short } from "./method.ts";
import { height, optional } from "./params.ts";
import { serve } from "./serve.ts";
import { testConnection } from "./testing.ts";

const bugs: unknown[] = [];
const methods: Methods = {
  double: method([height], (number) => 2 * number),
  maybe: method([optional(height)], (number) => number),
  broken: method([], () => {
    throw new Error("secret detail");
  }),
  large: method([], () => "x".repeat(9 * 1024 * 1024)),
  huge: method([], () => "x".repeat(17 * 1024 * 1024)),
  watch: connected([], (connection) => connection.open("seen", (push) => ({ start: () => push(1), stop() {} }))),
};
const deps = { methods, reportBug: (error: unknown) => void bugs.push(error), classify: () => undefined };
const ask = async (message: unknown, connection = testConnection().connection) => {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const { reply, started } = await serve(deps, text, connection);
  return { answer: reply === undefined ? undefined : JSON.parse(reply), started };
};
const request = (name: string, params: unknown = [], id: unknown = 1) => ({ jsonrpc: "2.0", id, method: name, params });

describe("a JSON-RPC message", () => {
  it("is answered under its id", async () => {
    expect((await ask(request("double", [21], "a"))).answer).toEqual({ jsonrpc: "2.0", id: "a", result: 42 });
  });

  it.each([
    ["0"],
    ["-1"],
    ["9007199254740993"],
    ["12345678901234567890123"],
    ["0.1000000000000000055"],
    ["1e400"],
    ["null"],
    [String.raw`"\u00e9\ud800\"<>"`],
  ])("is answered under the very id %s, in a batch too", async (id) => {
    const text = `{"jsonrpc":"2.0","id":${id},"method":"double","params":[21]}`;
    const answer = `{"jsonrpc":"2.0","id":${id.startsWith('"') ? JSON.stringify(JSON.parse(id)) : id},"result":42}`;
    expect((await serve(deps, text, undefined)).reply).toBe(answer);
    expect((await serve(deps, `[7,${text}]`, undefined)).reply?.endsWith(`,${answer}]`)).toBe(true);
    const wrong = (await serve(deps, text.replace("21", '"x"'), undefined)).reply;
    expect(wrong?.startsWith(answer.slice(0, answer.indexOf("result")))).toBe(true);
  });

  it("with a large id has no larger parameters than others", async () => {
    for (const number of ["9007199254740993", "1e400", "0.5"])
      expect((await ask(`{"jsonrpc":"2.0","id":1e400,"method":"double","params":[${number}]}`)).answer.error.code).toBe(
        -32602,
      );
  });

  it.each([
    ['{"jsonrpc":"2.0","id":1,"id":2,"method":"double","params":[21]}', "id"],
    ['[{"jsonrpc":"2.0","id":1,"method":"double","params":[1],"params":[2]}]', "params"],
  ])("in which a name has two values is refused as one that is no request: %s", async (text, name) => {
    const { id, error } = (await ask(text)).answer;
    expect({ id, code: error.code, data: error.data }).toEqual({ id: null, code: -32600, data: "rpc.RepeatedName" });
    expect(error.message).toContain(`name: ${name}, position: `);
  });

  it("has a null result when the method gives none", async () => {
    expect((await ask(request("maybe"))).answer).toEqual({ jsonrpc: "2.0", id: 1, result: null });
  });

  it("in a batch is answered in the batch's order, invalid ones too", async () => {
    const { answer } = await ask([request("double", [1], 1), 7, request("double", [2], 2)]);
    expect(answer.map((one: { result?: number; error?: { code: number } }) => one.result ?? one.error?.code)).toEqual([
      2, -32600, 4,
    ]);
  });

  it("without an id is not answered", async () => {
    expect((await ask({ jsonrpc: "2.0", method: "double", params: [1] })).answer).toBeUndefined();
  });

  it.each([
    ["text that is no JSON", "{", -32700],
    ["an empty batch", [], -32600],
    ["a batch that is too large", Array.from({ length: 101 }, () => request("maybe")), -32010],
    ["no protocol version", { id: 1, method: "double" }, -32600],
    ["an id that is an object", request("double", [1], {}), -32600],
    ["a method that is not there", request("toString"), -32601],
    ["a missing parameter", request("double"), -32602],
    ["a parameter of the wrong form", request("double", ["one"]), -32602],
    ["a parameter out of range", request("double", [-1]), -32602],
    ["too many parameters", request("double", [1, 2]), -32602],
    ["parameters by name", request("double", { number: 1 }), -32602],
    ["an answer that is too large", request("huge"), -32008],
    ["answers that are too large together", [request("large"), request("large")], -32011],
  ])("with %s gets its code", async (_, message, code) => {
    const { answer } = await ask(message);
    expect(answer.error.code).toBe(code);
  });

  it("that meets a bug of ours gets no detail of it, and the bug is reported", async () => {
    const { answer } = await ask(request("broken"));
    expect(answer.error).toEqual({ code: -32603, message: "Internal error" });
    expect(bugs.at(-1)).toEqual(new Error("secret detail"));
  });
});

describe("a subscribing method", () => {
  it("starts only after its id is in the answer", async () => {
    const { connection, sent } = testConnection();
    const { answer, started } = await ask(request("watch"), connection);
    expect(sent).toEqual([]);
    for (const { start } of started) start();
    expect(sent).toEqual([{ jsonrpc: "2.0", method: "seen", params: { subscription: answer.result, result: 1 } }]);
  });

  it("is refused without a connection", async () => {
    const { reply } = await serve(
      { methods, reportBug: () => {}, classify: () => undefined },
      JSON.stringify(request("watch")),
      undefined,
    );
    expect(JSON.parse(reply ?? "").error.data).toBe("rpc.NeedsWebSocket");
  });

  it("is refused beyond the connection's limit, and admitted again after one ends", async () => {
    const { connection } = testConnection();
    const first = await ask(request("watch"), connection);
    for (let i = 1; i < 128; i++) await ask(request("watch"), connection);
    expect((await ask(request("watch"), connection)).answer.error.code).toBe(-32006);
    connection.close(first.answer.result);
    expect((await ask(request("watch"), connection)).answer.error).toBeUndefined();
  });
});

describe("a batch", () => {
  const codes = (reply: string | undefined) => [JSON.parse(reply ?? "")].flat().map(({ error }) => error?.code);

  it("counts each request, those of a batch too, and refuses the rest with when to come again", async () => {
    const rate = new RateLimit(3);
    const departure = { sent: Promise.resolve(), left: new AbortController().signal };
    const asking = { caller: { ...anyone, take: () => rate.take("a") }, departure };
    const text = JSON.stringify(request("double", [21]));
    expect(codes((await serve(deps, text, undefined, asking)).reply)).toEqual([undefined]);
    const { reply } = await serve(deps, `[${text},${text},${text}]`, undefined, asking);
    expect(codes(reply)).toEqual([undefined, undefined, -32999]);
    expect(reply).toMatch(/retryAfterSeconds: \d+/);
    expect(codes((await serve(deps, text, undefined, asking)).reply)).toEqual([-32999]);
  });

  it("is no way around the length of an answer: a batch that is too long is worked on no further", async () => {
    let answered = 0;
    const answer = () => {
      answered++;
      return "x".repeat(1024 * 1024);
    };
    const large = { large: method([], answer) };
    const batch = JSON.stringify(Array(100).fill(request("large")));
    const { reply } = await serve({ ...deps, methods: large }, batch, undefined);
    expect(codes(reply)).toEqual([-32011]);
    expect(answered).toBeLessThanOrEqual(32);
  });

  it("of what is short to answer is under way at once, any other sixteen at a time", async () => {
    let under = 0;
    let most = 0;
    const wait = method([], async () => {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      under--;
    });
    const mostOf = async (names: readonly string[]) => {
      most = 0;
      await serve(
        { ...deps, methods: { wait, brief: short(wait) } },
        JSON.stringify(names.map((name) => request(name))),
        undefined,
      );
      return most;
    };
    expect(await mostOf(Array(100).fill("brief"))).toBe(100);
    expect(await mostOf(Array(100).fill("wait"))).toBe(16);
    expect(await mostOf([...Array(99).fill("brief"), "wait"])).toBe(16);
  });
});

describe("a connection", () => {
  it("is cut off when its reader leaves too much unread", () => {
    const { connection, socket } = testConnection();
    connection.send("1");
    expect(socket.closed).toBeUndefined();
    socket.bufferedAmount = 40 * 1024 * 1024;
    connection.send("2");
    expect(socket.closed).toBe(1008);
  });
});
