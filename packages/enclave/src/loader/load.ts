import { performance } from "node:perf_hooks";
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import type { Hex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { ProgramHost } from "../program.ts";
import { type Door, DoorError } from "./door.ts";
import { makeExchanger } from "./exchange.ts";
import { kinds } from "./frame.ts";
import { programGlobals } from "./globals.ts";
import { guard, HostError, harden, takeBytes } from "./guard.ts";
import { lockDown } from "./lockdown.ts";
import { runProgram } from "./program.ts";
import { makeSealing } from "./seal.ts";
import { makeSpawner } from "./threads.ts";
import { describe } from "./trouble.ts";

/** What the host sends besides the program: `u32 length ‖ this as JSON ‖ program`. */
export interface LoadSettings {
  readonly genesisHash: Hex;
  readonly measurement: Hex;
  readonly sealingRoot: Hex;
  readonly ocallTimeoutMs: number;
}

/** A started program, as the loader calls it. */
export interface Service {
  readonly handle: (request: Uint8Array) => unknown;
}

/** Fences the realm, runs the program and starts it. Rejects with a `DoorError` when it does not come up. */
export async function loadProgram(door: Door, payload: Uint8Array): Promise<Service> {
  const settingsEnd = 4 + new DataView(payload.buffer).getUint32(0);
  const settings = JSON.parse(new TextDecoder().decode(payload.subarray(4, settingsEnd))) as LoadSettings;
  const program = payload.slice(settingsEnd);
  const url = `enclave:${settings.measurement.slice(2, 18)}`;
  const host = makeHost(door, settings, url, program);
  lockDown(programGlobals(primitives));
  try {
    const { start } = await runProgram(url, program);
    const service: unknown = await (start as (host: ProgramHost) => unknown)(host);
    const { handle } = service as Service;
    if (typeof handle !== "function") throw new TypeError();
    return { handle: (request) => handle.call(service, request) };
  } catch (error) {
    throw new DoorError("ProgramFailed", describe(error));
  }
}

function makeHost(door: Door, settings: LoadSettings, url: string, program: Uint8Array): ProgramHost {
  const root = fromHex(settings.sealingRoot);
  const { seal, unseal } = makeSealing(primitives, root, fromHex(settings.genesisHash));
  const timers = new Map<number, NodeJS.Timeout>();
  let nextTimer = 1;
  const log = (code: string, facts: Readonly<Record<string, number>> = {}): void =>
    door.notify(kinds.log, encodeLog(code, facts));

  return Object.freeze({
    genesisHash: settings.genesisHash,
    measurement: settings.measurement,
    primitives: guard(primitives, "enclave.PrimitiveFailed"),
    ocall: harden((request: Uint8Array) => ask(door, kinds.ocall, takeBytes(request), settings.ocallTimeoutMs)),
    exchange: harden(makeExchanger(() => log("enclave.NetworkLost"))),
    quote: harden((reportData: Uint8Array) => ask(door, kinds.quote, takeBytes(reportData), settings.ocallTimeoutMs)),
    seal: harden(seal),
    unseal: harden(unseal),
    monotonicMs: harden(() => performance.now()),
    setTimeout: harden((callback: () => void, ms: number) => {
      if (typeof callback !== "function") throw new HostError("enclave.BadArgument");
      const id = nextTimer++;
      const run = () => {
        timers.delete(id);
        callback();
      };
      timers.set(id, setTimeout(run, Number(ms)));
      return id;
    }),
    clearTimeout: harden((id: number) => {
      clearTimeout(timers.get(id));
      timers.delete(id);
    }),
    setImmediate: harden((callback: () => void) => {
      if (typeof callback !== "function") throw new HostError("enclave.BadArgument");
      setImmediate(() => callback());
    }),
    spawnThread: harden(makeSpawner(url, program)),
    log: harden(log),
  });
}

async function ask(door: Door, kind: typeof kinds.ocall | typeof kinds.quote, request: Uint8Array, timeoutMs: number) {
  try {
    return await door.request(kind, request, timeoutMs);
  } catch (error) {
    throw new HostError(`enclave.${error instanceof DoorError ? error.code : "OcallFailed"}`);
  }
}

const safe = /^[\w.:-]{1,64}$/;

function encodeLog(code: string, facts: Readonly<Record<string, number>>): Uint8Array {
  const numbers = Object.entries(facts).map(([key, value]) => [key, Number(value)] as const);
  if (!safe.test(code) || numbers.length > 16 || numbers.some(([key]) => !safe.test(key)))
    throw new HostError("enclave.BadArgument");
  return new TextEncoder().encode(JSON.stringify({ code, facts: Object.fromEntries(numbers) }));
}

function fromHex(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.slice(2).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
