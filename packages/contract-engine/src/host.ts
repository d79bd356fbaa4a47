import { CodedError, fromHex, isOf } from "@pha/codec";
import { blake2b256, type HashFunction, keccak256, sha256 } from "@pha/crypto";
import { type Call, type Effect, failureOf, isReading } from "./call.ts";
import { attempt, cryptoWorks } from "./crypto/work.ts";
import { effectOf } from "./effect.ts";
import { errors } from "./errors.ts";
import { type Thrown, thrownOf } from "./failure.ts";
import { laterParts } from "./guest/parts.ts";
import type { Asked } from "./http/asked.ts";
import { errors as httpErrors } from "./http/errors.ts";
import type { Limits } from "./limits.ts";
import type { Meter } from "./meter.ts";
import type { StateOverlay } from "./overlay.ts";
import type { Cell, Guest } from "./quickjs/guest.ts";
import type { Machine } from "./quickjs/machine.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";
import { takeUrlApart } from "./url.ts";

/** The file that the engine's own code in the guest calls itself. */
export const engineFile = "engine.js";

/** What the host functions work on while one call runs. */
export interface HostCall {
  readonly call: Call;
  readonly state: StateOverlay;
  readonly meter: Meter;
  readonly limits: Limits;
  /** Log lines are added here. */
  readonly logs: string[];
  /** And effects here. */
  readonly effects: Effect[];
  /** And what is fetched here. */
  readonly asked: Asked;
  /** UTF-8 bytes that the call has logged before. */
  readonly logged: number;
}

/** The functions that the prelude builds `ctx` and globals from, as the guest's object. */
export interface Host {
  readonly handle: Cell;
  /** What they are for from here on. */
  readonly serve: (call: HostCall) => void;
  /** Whether the call waits for what it fetches. */
  readonly isWaiting: () => boolean;
  /** UTF-8 bytes of log lines, those that were dropped too. */
  readonly logged: () => number;
  /** What the guest said that ends the call. */
  readonly thrown: () => Thrown | undefined;
}

/** Gas of a host function: one crossing, and so much a byte carried over. */
const crossing = 50_000;
const carriedByte = 20;

/** Gas of a byte of randomness, of what is hashed, of a URL that is taken apart, of UTF-8 that is read. */
const randomByte = 500;
const hashedByte = 200;
const urlByte = 20_000;
const decodedByte = 60;

/** Gas of an item: what opening it takes, before the call. */
const openedItem = 500_000;

/** Gas of a state entry that a range looks at. */
const entry = 2_000;

const hashes: ReadonlyMap<string, HashFunction> = new Map(Object.entries({ sha256, blake2b256, keccak256 }));

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const mostRandomBytes = 65_536;
const mostRangeEntries = 1_000;

/** What of a call the host functions keep among them. */
interface Serving extends Omit<HostCall, "logged"> {
  readonly random: RandomStream;
  logged: number;
  thrown: Thrown | undefined;
}

/** Makes the host functions of a machine, once: what they do is of the call that is served. */
export function makeHost(machine: Machine): Host {
  const { guest } = machine;
  const handle = guest.newObject();
  let now: Serving | undefined;

  const define = (name: string, work: (serving: Serving, args: Cell[]) => Cell): void => {
    const id = machine.addHostFunction((list, count) => {
      const serving = now as Serving;
      try {
        return work(
          serving,
          Array.from({ length: count }, (_, i) => guest.argument(list, i)),
        );
      } catch (error) {
        if (machine.isStopped) return 0;
        // The host's own limits, its stack among them, say nothing about the call.
        if (error instanceof RangeError) machine.halt(error);
        else serving.meter.fail(error instanceof CodedError ? error : errors.BadRequest());
        return 0;
      }
    });
    guest.set(handle, name, guest.newFunction(name, id));
  };
  const text = (arg: Cell | undefined): string => (arg === undefined ? "" : guest.text(arg));
  const optional = (arg: Cell | undefined): string | undefined =>
    arg === undefined || guest.kindOf(arg) === "undefined" ? undefined : guest.text(arg);
  const charge = ({ meter }: Serving, ...carried: (string | undefined)[]): void =>
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

  define("get", (serving, [key]) => {
    const name = text(key);
    const value = serving.state.get(name);
    charge(serving, name, value);
    return value === undefined ? 0 : guest.newText(value);
  });
  define("write", (serving, [key, value]) => {
    if (isReading(serving.call.kind)) throw errors.ReadOnly();
    const [name, content] = [text(key), optional(value)];
    charge(serving, name, content);
    serving.state.write(name, content);
    return 0;
  });
  define("range", (serving, [from, to, limit, reverse]) => {
    const { state, meter, limits } = serving;
    const count = limit === undefined ? 0 : guest.number(limit);
    if (!Number.isInteger(count) || count < 0 || count > mostRangeEntries)
      throw errors.BadRequest({ limit: count, most: mostRangeEntries });
    const isReverse = reverse !== undefined && guest.number(reverse) === 1;
    const [first, end] = [text(from), optional(to)];
    charge(serving, first, end);
    meter.charge(entry * state.written);
    const found: string[] = [];
    let bytes = 0;
    for (const one of state.range({ from: first, to: end, limit: count, reverse: isReverse })) {
      const json = JSON.stringify(one);
      const length = utf8Length(json);
      meter.charge(carriedByte * length);
      bytes += length; // in JSON a byte may become six: the guest has no room for more than its memory
      if (bytes > limits.memoryBytes) throw errors.MemoryExhausted({ most: limits.memoryBytes });
      found.push(json);
    }
    return guest.newText(`[${found.join()}]`);
  });
  define("open", (serving, [item]) => {
    const { items } = serving.call;
    const name = text(item);
    const content = items && Object.hasOwn(items, name) ? items[name] : undefined;
    charge(serving, name, content);
    serving.meter.charge(openedItem);
    return content === undefined ? 0 : guest.newText(content);
  });
  define("random", ({ meter, random }, [length]) => {
    const count = length === undefined ? 0 : guest.number(length);
    if (!Number.isInteger(count) || count < 0 || count > mostRandomBytes)
      throw errors.BadRequest({ length: count, most: mostRandomBytes });
    meter.charge(crossing + randomByte * count);
    return guest.newBuffer(random.take(count));
  });
  define("hash", ({ meter }, [name, data]) => {
    const hash = hashes.get(text(name));
    if (hash === undefined || data === undefined) throw errors.BadRequest();
    const content = guest.buffer(data);
    meter.charge(crossing + hashedByte * content.length);
    return guest.newBuffer(hash(content.slice()));
  });
  define("crypto", ({ meter }, [name, ...given]) => {
    const work = cryptoWorks.get(text(name));
    if (work?.takes !== given.length) throw errors.BadRequest();
    const content = given.map((each) => guest.buffer(each));
    meter.charge(crossing + work.gas(...content));
    const made = attempt(
      work,
      content.map((bytes) => bytes.slice()),
    );
    if (made === undefined) return 0;
    return typeof made === "boolean" ? guest.newNumber(made ? 1 : 0) : guest.newBuffer(made);
  });
  define("part", (serving, [name]) => {
    const source = laterParts.get(text(name));
    if (source === undefined) throw errors.BadRequest();
    charge(serving, source);
    return guest.newText(source);
  });
  define("url", ({ meter }, [asked]) => {
    const json = text(asked);
    meter.charge(crossing + urlByte * utf8Length(json));
    return guest.newText(JSON.stringify(takeUrlApart(texts(json))));
  });
  define("fetch", (serving, [asked, body]) => {
    if (!isReading(serving.call.kind)) throw errors.FetchOfQueries();
    const json = text(asked);
    const bytes = body === undefined ? undefined : guest.buffer(body).slice();
    const parts = texts(json);
    const carried = carriedByte * (utf8Length(json) + (bytes?.length ?? 0));
    serving.meter.charge(crossing + urlByte * utf8Length(parts[1] ?? "") + carried);
    try {
      return guest.newNumber(serving.asked.add(parts, bytes));
    } catch (error) {
      if (!isOf(httpErrors, error)) throw error;
      return guest.newText(JSON.stringify(failureOf(error)));
    }
  });
  define("utf8", ({ meter }, [data]) => {
    const bytes = data === undefined ? new Uint8Array() : guest.buffer(data).slice();
    meter.charge(crossing + decodedByte * bytes.length);
    return guest.newText(JSON.stringify(decoder.decode(bytes)));
  });
  define("log", (serving, [line]) => {
    const { limits, logs } = serving;
    const [content = ""] = texts(text(line));
    charge(serving, content);
    if (serving.logged > limits.logBytes) return 0;
    serving.logged += utf8Length(content) + 1; // a line without words is a line
    logs.push(serving.logged > limits.logBytes ? "(the log is full: what follows is dropped)" : content.toWellFormed());
    return 0;
  });
  define("effect", (serving, [asked]) => {
    const { call, limits, effects } = serving;
    if (call.kind !== "command") throw errors.EffectsOfCommands();
    const json = text(asked);
    charge(serving, json);
    const most = Math.min(limits.effects, call.mostEffects ?? limits.effects);
    if (effects.length >= most) throw errors.TooManyEffects({ most });
    effects.push(effectOf(texts(json), limits));
    return guest.newNumber(effects.length - 1);
  });
  define("refuse", ({ call, limits }, [name]) => {
    const reason = text(name) as keyof typeof errors;
    if (reason === "OutputTooLarge") throw errors.OutputTooLarge({ most: limits.outputBytes });
    const isOfMethod = ["UnknownMethod", "IsQuery", "IsCommand"].includes(reason);
    throw (errors[reason] ?? errors.EngineLost)(isOfMethod ? { method: call.method } : {});
  });
  define("threw", (serving, [description]) => {
    serving.thrown = thrownOf(text(description));
    return 0;
  });
  return {
    handle,
    serve: (call) => {
      now = { ...call, random: new RandomStream(fromHex(call.call.context.randomSeed)), thrown: undefined };
    },
    isWaiting: () => (now?.asked.open ?? 0) > 0,
    logged: () => now?.logged ?? 0,
    thrown: () => now?.thrown,
  };
}

/** Where the guest is: an error in code that is none tells it, whatever a contract made of `Error`. */
export function stackOf(guest: Guest): string {
  const made = guest.evaluate("(", engineFile, "script");
  return "thrown" in made ? guest.text(guest.get(made.thrown, "stack")) : "";
}
