import { setImmediate as nextTurn } from "node:timers/promises";
import { inspect } from "node:util";
import { compileFunction, constants, createContext } from "node:vm";
import { type AnyType, errors as codecErrors, decode, encode, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto/node";
import { NotLoaded, type StateView } from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import { loadRuntime } from "../index.ts";
import { functionBody } from "../module-text.ts";
import { idleRuntimeCode } from "../testing.ts";
import { reach } from "./reach.ts";

/** A runtime that tries something, and tells what it has found of the process. */
export type Hostile = Runtime & { report(): string };

const idle = new TextDecoder().decode(idleRuntimeCode(1)).replace(/export\{.*/s, "");

const textOf = (code: string) => `${idle}${reach}
function instantiate(host) {
  const runtime = { ...start(), report: () => found.join("; ") };
  poke("attempt", () => (function (host, runtime) { ${code} }).call(undefined, host, runtime));
  return runtime;
};export{instantiate};`;

/** A runtime that tries what the code does, behind the border. */
export const hostile = (code: string): Hostile => loadRuntime(utf8(textOf(code))) as Hostile;

/** The same in a realm that has objects of the process: what attempts are worth. */
export function unfenced(code: string): Hostile {
  const realm = createContext(constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  Object.assign(realm, { TextEncoder, TextDecoder });
  const instantiate = compileFunction(functionBody(utf8(textOf(code))), [], { parsingContext: realm })();
  const inspection = () => ({ ok: false, problem: "unloadable", reason: "" });
  return instantiate({ hashes: { sha256, blake2b256: sha256, blake2b128: sha256 }, inspect: inspection });
}

/** A state of a class, with all that one may throw. */
export class State implements StateView {
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

/**
 * Calls everything that a runtime has, with objects of the process, and does with results what the process does; no
 * more once `isEnough`.
 */
export async function use(runtime: Hostile, isEnough = () => false): Promise<void> {
  const state = new State();
  const header = { parentHash: "0x00", number: 1, digest: [Uint8Array.of(1)] } as never;
  const extrinsic = () => runtime.decodeExtrinsic(Uint8Array.of(1));
  const chain = { number: 1, genesisHash: "0x00", blockHash: () => undefined } as never;
  const env = { number: 1, hash: "0x00", genesisHash: "0x00", verifySignature: () => true } as const;
  const block = () => runtime.startBlock(state, header, { timeMs: 1n, epoch: 0n, round: 0 });
  const acts: readonly (() => unknown)[] = [
    () => runtime.metadata(14, state),
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
    () => runtime.fee(extrinsic(), state),
    () => runtime.nonce(state, "0x00"),
    () => runtime.pallets.map(({ name }) => name),
    () => decode(runtime.callType as AnyType, Uint8Array.of(1, 2, 3)),
    () => encode(runtime.callType as AnyType, { type: "A", value: Uint8Array.of(1) }),
    () => runtime.callType.toJson({ type: "A" } as never, { ss58Prefix: 42 }),
    () => runtime.callType.fromJson({ type: "A" }, { ss58Prefix: 42 }),
  ];
  for (const act of acts) {
    if (isEnough()) return;
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
