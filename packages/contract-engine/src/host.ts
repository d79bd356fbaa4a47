import { CodedError, fromHex } from "@pha/codec";
import { blake2b256, type HashFunction, keccak256, sha256 } from "@pha/crypto";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { Call } from "./call.ts";
import { errors } from "./errors.ts";
import { type Thrown, thrownOf } from "./failure.ts";
import { parts } from "./guest/parts.ts";
import type { Limits } from "./limits.ts";
import type { Meter } from "./meter.ts";
import type { StateOverlay } from "./overlay.ts";
import type { Machine } from "./quickjs/machine.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";
import { takeUrlApart } from "./url.ts";

/** The file that the engine's own code in the guest calls itself. */
export const engineFile = "engine.js";

/** The host functions of one call, as the guest's object. */
export interface Host {
  readonly handle: QuickJSHandle;
  readonly thrown: () => Thrown | undefined;
}

/** Gas of a host function: one crossing, and so much a byte carried over. */
const crossing = 50_000;
const carriedByte = 20;

/** Gas of a byte of randomness, of what is hashed, of a URL that is taken apart. */
const randomByte = 500;
const hashedByte = 200;
const urlByte = 20_000;

/** Gas of a state entry that a range looks at. */
const entry = 500;

const hashes: ReadonlyMap<string, HashFunction> = new Map(Object.entries({ sha256, blake2b256, keccak256 }));

const mostRandomBytes = 65_536;
const mostRangeEntries = 1_000;

/** What evaluating code of the guest gives. */
type GuestResult = ReturnType<QuickJSContext["evalCode"]>;

/** What the host functions of one call work on. */
export interface HostParts {
  readonly call: Call;
  readonly state: StateOverlay;
  readonly machine: Machine;
  readonly meter: Meter;
  readonly limits: Limits;
  /** Log lines are added here. */
  readonly logs: string[];
}

/** Makes the functions that the prelude builds `ctx` and globals from. */
export function makeHost(guest: QuickJSContext, { call, state, machine, meter, limits, logs }: HostParts): Host {
  const random = new RandomStream(fromHex(call.context.randomSeed));
  let logged = 0;
  let thrown: Thrown | undefined;
  const handle = guest.newObject();

  const define = (name: string, work: (args: QuickJSHandle[]) => QuickJSHandle | GuestResult): void => {
    guest
      .newFunction(name, (...args) => {
        try {
          return work(args);
        } catch (error) {
          if (machine.isStopped) return guest.undefined;
          // The host's own limits, its stack among them, say nothing about the call.
          if (error instanceof RangeError) machine.halt(error);
          else meter.fail(error instanceof CodedError ? error : errors.BadRequest());
          return guest.undefined;
        }
      })
      .consume((fn) => guest.setProp(handle, name, fn));
  };
  const text = (arg: QuickJSHandle | undefined): string => (arg ? guest.getString(arg) : "");
  const optional = (arg: QuickJSHandle | undefined): string | undefined =>
    arg === undefined || guest.typeof(arg) === "undefined" ? undefined : guest.getString(arg);
  const charge = (...carried: (string | undefined)[]): void =>
    meter.charge(carried.reduce((sum, part) => sum + carriedByte * utf8Length(part ?? ""), crossing));

  // What the guest hands over as JSON is whatever a contract's own `toJSON` makes of it.
  const texts = (json: string): string[] => {
    let given: unknown;
    try {
      given = JSON.parse(json);
    } catch {
      throw errors.BadRequest();
    }
    if (Array.isArray(given) && given.every((one) => typeof one === "string")) return given;
    throw errors.BadRequest();
  };

  define("get", ([key]) => {
    const name = text(key);
    const value = state.get(name);
    charge(name, value);
    return value === undefined ? guest.undefined : guest.newString(value);
  });
  define("write", ([key, value]) => {
    if (call.kind === "query") throw errors.ReadOnly();
    const [name, content] = [text(key), optional(value)];
    charge(name, content);
    state.write(name, content);
    return guest.undefined;
  });
  define("range", ([from, to, limit, reverse]) => {
    const count = limit ? guest.getNumber(limit) : 0;
    if (!Number.isInteger(count) || count < 0 || count > mostRangeEntries)
      throw errors.BadRequest({ limit: count, most: mostRangeEntries });
    const isReverse = reverse !== undefined && guest.dump(reverse) === true;
    const [first, end] = [text(from), optional(to)];
    const found = JSON.stringify(state.range({ from: first, to: end, limit: count, reverse: isReverse }));
    charge(first, end, found);
    meter.charge(entry * state.written);
    return guest.newString(found);
  });
  define("random", ([length]) => {
    const count = length ? guest.getNumber(length) : 0;
    if (!Number.isInteger(count) || count < 0 || count > mostRandomBytes)
      throw errors.BadRequest({ length: count, most: mostRandomBytes });
    meter.charge(crossing + randomByte * count);
    return guest.newArrayBuffer(random.take(count).buffer as ArrayBuffer);
  });
  define("hash", ([name, data]) => {
    const hash = hashes.get(text(name));
    if (hash === undefined || data === undefined) throw errors.BadRequest();
    const digest = guest.getArrayBuffer(data).consume(({ value }) => {
      meter.charge(crossing + hashedByte * value.length);
      return hash(value.slice());
    });
    return guest.newArrayBuffer(digest.slice().buffer as ArrayBuffer);
  });
  define("url", ([asked]) => {
    const json = text(asked);
    meter.charge(crossing + urlByte * utf8Length(json));
    return guest.newString(JSON.stringify(takeUrlApart(texts(json))));
  });
  define("part", ([name]) => {
    const source = parts.get(text(name));
    if (source === undefined) throw errors.BadRequest();
    charge(source);
    return guest.evalCode(source, engineFile, { type: "global", strict: true });
  });
  define("log", ([line]) => {
    const [content = ""] = texts(text(line));
    charge(content);
    if (logged > limits.logBytes) return guest.undefined;
    logged += utf8Length(content) + 1; // a line without words is a line
    logs.push(logged > limits.logBytes ? "(the log is full: what follows is dropped)" : content.toWellFormed());
    return guest.undefined;
  });
  define("refuse", ([name]) => {
    const reason = text(name) as keyof typeof errors;
    const isOfMethod = ["UnknownMethod", "IsQuery", "IsCommand"].includes(reason);
    throw (errors[reason] ?? errors.EngineLost)(isOfMethod ? { method: call.method } : {});
  });
  define("threw", ([description]) => {
    thrown = thrownOf(text(description));
    return guest.undefined;
  });
  guest.newNumber(limits.outputBytes).consume((limit) => guest.setProp(handle, "limit", limit));
  return { handle, thrown: () => thrown };
}

/** Where the guest is: an error in code that is none tells it, whatever a contract made of `Error`. */
export function stackOf(guest: QuickJSContext): string {
  const { error } = guest.evalCode("(", engineFile);
  return error === undefined ? "" : guest.getString(guest.getProp(error, "stack"));
}
