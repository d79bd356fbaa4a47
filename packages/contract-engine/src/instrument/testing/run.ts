import { toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { instrument, type Plan } from "../instrument.ts";

/** What came of a module: its result or what it trapped with, the numbers it told, its memory, and its meters. */
export interface Run {
  readonly result: number | string;
  readonly told: readonly number[];
  /** SHA-256 of its memory below the stack. */
  readonly memory: string;
  readonly gas: number;
  readonly stackPointer: number;
}

const plan: Plan = { memoryPages: 2, firstPages: 2, stackBytes: 0x8000 };

/** Runs `main` of a module as it is, or instrumented and with so much gas. */
export function run(module: Uint8Array<ArrayBuffer>, gas?: number, given = 5): Run {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  const told: number[] = [];
  const bytes = gas === undefined ? module : instrument(module, plan);
  const imports = { a: { memory, told: (number: number) => void told.push(number) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const meter = exports["gas"] as WebAssembly.Global<"i64"> | undefined;
  const stack = exports["stackPointer"] as WebAssembly.Global<"i32"> | undefined;
  if (meter) meter.value = BigInt(gas ?? 0);
  let result: number | string;
  try {
    result = (exports["main"] as (given: number) => number)(given);
  } catch (error) {
    result = String(error);
  }
  const left = { gas: Number(meter?.value ?? 0), stackPointer: stack?.value ?? 0 };
  return { result, told, memory: toHex(sha256(new Uint8Array(memory.buffer, 0, 0x11000))), ...left };
}
