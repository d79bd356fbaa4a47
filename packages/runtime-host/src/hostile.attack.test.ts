import { setImmediate as nextTurn } from "node:timers/promises";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { type AnyType, errors as codecErrors, decode, encode, utf8 } from "@pha/codec";
import { NotLoaded, type StateView } from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import { attack } from "@pha/testkit/attack";
import { expect, it } from "vitest";
import { errors, loadRuntime } from "./index.ts";
import { attempts, refusedTexts } from "./testing/attempts.ts";
import { reach } from "./testing/reach.ts";
import { idleRuntimeCode } from "./testing.ts";

/** A runtime that tries something, and tells what it has found of the process. */
type Hostile = Runtime & { report(): string };

const idle = new TextDecoder().decode(idleRuntimeCode(1)).replace(/export\{.*/s, "");

const hostile = (code: string) =>
  loadRuntime(
    utf8(`${idle}${reach}
function instantiate(host) {
  const runtime = { ...start(), report: () => found.join("; ") };
  poke("attempt", () => (function (host, runtime) { ${code} }).call(undefined, host, runtime));
  return runtime;
};export{instantiate};`),
  ) as Hostile;

/** A state of a class, with all that one may throw. */
class State implements StateView {
  readonly #bytes = Uint8Array.of(1, 2, 3);
  get(key: string) {
    if (key === "missing") throw new NotLoaded(["0x01"]);
    if (key === "coded") throw codecErrors.BadHex({ given: "x" }, new Error("cause"));
    if (key === "failed") throw new TypeError("failed");
    return this.#bytes;
  }
  get isSpeculative() {
    return false;
  }
}

/** Calls everything that a runtime has, with objects of the process, and does with results what the process does. */
async function use(runtime: Hostile): Promise<void> {
  const state = new State();
  const header = { parentHash: "0x00", number: 1, digest: [Uint8Array.of(1)] } as never;
  const extrinsic = () => runtime.decodeExtrinsic(Uint8Array.of(1));
  const chain = { number: 1, genesisHash: "0x00", blockHash: () => undefined } as never;
  const env = { number: 1, hash: "0x00", genesisHash: "0x00", verifySignature: () => true } as const;
  const block = () => runtime.startBlock(state, header, { timeMs: 1n, epoch: 0n, round: 0 });
  const acts: readonly (() => unknown)[] = [
    () => runtime.metadata(14),
    extrinsic,
    () => runtime.signingPayload(Uint8Array.of(1), { tip: 0n } as never, { genesisHash: "0x00" }),
    () => runtime.signatureCheck(extrinsic(), chain),
    () => runtime.signatureCheck(extrinsic(), runtime.chainAfter(state, header)),
    () => runtime.validate(state, extrinsic(), { number: 1 }),
    () => runtime.keysOf(extrinsic()),
    () => runtime.blockKeys(header),
    () => block().applyExtrinsic(extrinsic()),
    () => block().finish(),
    () => runtime.call("Core_version", Uint8Array.of(1), state, env),
    () => runtime.genesis({ genesis: { balances: [] } } as never, Uint8Array.of(1)),
    () => runtime.carryOver(state, ["0x00"], { name: "next" } as never),
    () => runtime.fee(extrinsic()),
    () => runtime.nonce(state, "0x00"),
    () => runtime.pallets.map(({ name }) => name),
    () => decode(runtime.callType as AnyType, Uint8Array.of(1, 2, 3)),
    () => encode(runtime.callType as AnyType, { type: "A", value: Uint8Array.of(1) }),
    () => runtime.callType.toJson({ type: "A" } as never, { ss58Prefix: 42 }),
    () => runtime.callType.fromJson({ type: "A" }, { ss58Prefix: 42 }),
  ];
  for (const act of acts) {
    for (const handle of handlings)
      try {
        await Promise.race([handle(act()), nextTurn()]);
      } catch (error) {
        inspect(error);
        String((error as Error).stack);
      }
  }
}

const handlings: readonly ((result: unknown) => unknown)[] = [
  (result) => result,
  (result) => inspect(result, { getters: true, depth: 9 }),
  (result) => JSON.stringify(result),
  (result) => `${result}`,
  (result) => [...(result as Iterable<unknown>)].map(String),
  (result) => (result as unknown[]).map((each) => each),
  (result) => (result as Uint8Array).slice(0, 2),
  (result) => new Uint8Array(4).set(result as Uint8Array),
  (result) => (result as Map<string, unknown>).forEach(() => {}),
  (result) => (result as (use: () => void) => unknown)(() => {}),
  (result) => Object.values(result as object).map((value) => (value as () => unknown)()),
  (result) => structuredClone(result),
];

attack(
  "reach the process from a runtime's code, by what it is given, gives, throws or changes",
  async ({ held }) => {
    for (const [name, code] of attempts)
      await held("only copies cross", async () => {
        const runtime = hostile(code);
        await use(runtime);
        expect({ name, found: runtime.report() }).toEqual({ name, found: "" });
        expect(process.env["REACHED"], name).toBeUndefined();
        expect([({} as never)["polluted"], Object.keys(Object.prototype)], name).toEqual([undefined, []]);
      });
  },
  120_000,
);

attack("have a runtime's code run later, or bring a module", async ({ refused }) => {
  for (const text of refusedTexts)
    await refused(errors.NotSelfContained.code, () =>
      loadRuntime(utf8(`function instantiate(){${text}};export{instantiate};`)),
    );
});

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
  const [bytes, keys] = [runtime.metadata(14), runtime.keysOf({} as never)];
  runtime.fee({} as never);
  expect([bytes, keys]).toEqual([Uint8Array.of(1), ["0x00"]]);
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect(keys).toBeInstanceOf(Array);
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
  expect(() => runtime.fee({} as never)).toThrow(expect.objectContaining({ name: "TypeError", message: "mine" }));
});
