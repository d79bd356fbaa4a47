import { createContext, runInContext } from "node:vm";
import { errors as codecErrors } from "@pha/codec";
import { NotLoaded } from "@pha/frame";
import { expect, it } from "vitest";
import { attempts } from "./testing/attempts.ts";
import { hostile, State, unfenced, use } from "./testing/hostile.ts";
import { reach } from "./testing/reach.ts";

it("what attempts look with finds the process where one thing of it lies", () => {
  const found = (globals: object) => {
    const realm = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
    const text = runInContext(`${reach} reach(globalThis, "globalThis"); found.join("; ")`, realm);
    delete process.env["REACHED"];
    return text;
  };
  expect(found({ TextEncoder })).toContain("TextEncoder leads to process");
  expect(found({ given: { deep: [() => {}] } })).toContain("globalThis.given.deep.0 leads to process");
  expect(
    found({
      get given() {
        return 1;
      },
    }),
  ).toContain("leads to process");
});

it("what a runtime keeps and changes later changes nothing that it gave", () => {
  const runtime = hostile(
    `const kept = Uint8Array.of(1), list = ["0x00"]; runtime.metadata = () => kept; runtime.keysOf = () => list;
     runtime.fee = () => { kept[0] = 2; list[0] = "0x01"; return 0n; };`,
  );
  const [bytes, keys] = [runtime.metadata(14, {} as never), runtime.keysOf({} as never)];
  runtime.fee({} as never, {} as never);
  expect([bytes, keys]).toEqual([Uint8Array.of(1), ["0x00"]]);
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect(keys).toBeInstanceOf(Array);
});

it("nothing that a runtime gives can be waited for: awaiting it would run its code later, and might never end", async () => {
  const runtime = hostile(
    `class Late { then() { throw new Error("waited for"); } }
     runtime.fee = () => ({ then() { throw new Error("waited for"); } }); runtime.metadata = () => new Late();`,
  );
  for (const given of [runtime.fee({} as never, {} as never), runtime.metadata(14, {} as never)]) {
    expect("then" in Object(given)).toBe(false);
    expect(await given).toBe(given);
  }
});

it("what a runtime is given it cannot change", () => {
  const runtime = hostile(
    `runtime.metadata = () => new TextEncoder().encode("");
     runtime.signingPayload = (bytes, extra) => { bytes.fill(9); extra.tip = 9n; return bytes; };`,
  );
  const [bytes, extra] = [Uint8Array.of(1), { tip: 0n }];
  expect(runtime.signingPayload(bytes, extra as never, {} as never)).toEqual(Uint8Array.of(9));
  expect([bytes, extra]).toEqual([Uint8Array.of(1), { tip: 0n }]);
});

it("what a class made crosses with its fields and methods, a block in execution with its methods alone", () => {
  const runtime = hostile(
    `class Message { cluster = 7; bytes = Uint8Array.of(1); #read = 0; next() { return ++this.#read; } get read() { return this.#read; } }
     class Block { state = { secret: 1 }; applyExtrinsic() { return { ok: true }; } finish() { return { messages: [new Message()] }; } }
     runtime.startBlock = () => new Block();`,
  );
  const block = runtime.startBlock({} as never, {} as never, {} as never);
  expect(Object.keys(block)).toEqual(["applyExtrinsic", "finish"]);
  expect(block.applyExtrinsic({} as never)).toEqual({ ok: true });
  const [message] = block.finish().messages as unknown as [{ cluster: number; next(): number; readonly read: number }];
  expect(message).toMatchObject({ cluster: 7, bytes: Uint8Array.of(1) });
  expect([message.next(), message.next(), message.read]).toEqual([1, 2, 2]);
});

it("errors keep their codes, facts, keys and causes in both directions", () => {
  const runtime = hostile(
    `runtime.nonce = (state, key) => state.get(key); runtime.fee = () => { throw new TypeError("mine"); };`,
  );
  const thrown = (key: string) => {
    try {
      return runtime.nonce(new State(), key as never);
    } catch (error) {
      return error;
    }
  };
  expect(thrown("missing")).toMatchObject({ name: "NotLoaded", keys: ["0x01"] });
  expect(thrown("missing")).toBeInstanceOf(NotLoaded);
  expect(codecErrors.BadHex.is(thrown("coded"))).toBe(true);
  expect(thrown("coded")).toMatchObject({ data: { given: "x" } });
  expect(thrown("failed")).toMatchObject({ name: "TypeError", message: "failed" });
  expect(() => runtime.fee({} as never, {} as never)).toThrow(
    expect.objectContaining({ name: "TypeError", message: "mine" }),
  );
});

it("an error comes with eight causes at most, and a field that is called __proto__ is a field", () => {
  const runtime = hostile(
    `runtime.fee = () => { let error; for (let i = 0; i < 20; i++) error = new Error("one", { cause: error }); throw error; };
     runtime.metadata = () => JSON.parse('{"__proto__": {"mine": 1}}');`,
  );
  let causes = 0;
  try {
    runtime.fee({} as never, {} as never);
  } catch (error) {
    for (let at = error as Error; at.cause !== undefined; at = at.cause as Error) causes++;
  }
  expect(causes).toBe(8);
  const given = runtime.metadata(14, {} as never);
  expect([Object.hasOwn(given, "__proto__"), "mine" in given]).toEqual([true, false]);
});

it("most attempts do get out of a realm without the border", async () => {
  const most = Math.floor(attempts.length / 2) + 1;
  let out = 0;
  for (const [, code] of attempts) if (out < most && (await leadsOut(code))) out++;
  delete process.env["REACHED"];
  expect(out).toBe(most);
}, 120_000);

/** Whether an attempt finds the process; not where it broke its own realm. */
async function leadsOut(code: string): Promise<boolean> {
  try {
    const runtime = unfenced(code);
    const isOut = () => runtime.report().includes("leads to process");
    await use(runtime, isOut);
    return isOut();
  } catch {
    return false;
  }
}

it("facts of an error are primitives, whatever a runtime puts there", () => {
  const runtime = hostile(
    `runtime.nonce = (state, key) => {
       try { return state.get(key); } catch (error) { error.data.given = { mine: 1 }; error.data.more = 1; throw error; }
     };`,
  );
  let data: unknown;
  try {
    runtime.nonce(new State(), "coded" as never);
  } catch (error) {
    ({ data } = error as { data: unknown });
  }
  expect(data).toEqual({ given: undefined, more: 1 });
});

it("a method of the process works on objects of its own class alone", () => {
  class Counter {
    count = 1;
    read() {
      return this.count;
    }
  }
  class Secret {
    count = 42;
    open() {}
  }
  const runtime = hostile(
    "runtime.fee = ({ counter }) => counter.read(); runtime.metadata = ({ counter, secret }) => counter.read.call(secret);",
  );
  const given = { counter: new Counter(), secret: new Secret() } as never;
  expect(runtime.fee(given, {} as never)).toBe(1);
  expect(() => runtime.metadata(given, {} as never)).toThrow("Not an object of this class");
});
