import { fromHex } from "@pha/codec";
import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { Call } from "./call.ts";
import { errors } from "./errors.ts";
import type { Thrown } from "./failure.ts";
import type { Limits } from "./limits.ts";
import type { Meter } from "./meter.ts";
import type { StateOverlay } from "./overlay.ts";
import { RandomStream } from "./random.ts";
import { utf8Length } from "./text.ts";

/** The host functions of one call, as the guest's object. */
export interface Host {
  readonly handle: QuickJSHandle;
  readonly thrown: () => Thrown | undefined;
}

/** Gas of a host function: one crossing, and one unit a byte carried over. */
const crossing = 200;

const mostRandomBytes = 65_536;
const mostRangeEntries = 1_000;

/** Makes the functions that the prelude builds `ctx` from. Log lines are added to `logs`. */
export function makeHost(
  guest: QuickJSContext,
  call: Call,
  state: StateOverlay,
  meter: Meter,
  limits: Limits,
  logs: string[],
): Host {
  const random = new RandomStream(fromHex(call.context.randomSeed));
  let logged = 0;
  let thrown: Thrown | undefined;
  const handle = guest.newObject();

  const define = (name: string, work: (args: QuickJSHandle[]) => QuickJSHandle): void => {
    guest
      .newFunction(name, (...args) => {
        try {
          return meter.guard(() => work(args));
        } catch (error) {
          const { name: errorName, message } = error instanceof Error ? error : errors.EngineLost();
          return { error: guest.newError({ name: errorName, message }) };
        }
      })
      .consume((fn) => guest.setProp(handle, name, fn));
  };
  const text = (arg: QuickJSHandle | undefined): string => (arg ? guest.getString(arg) : "");
  const optional = (arg: QuickJSHandle | undefined): string | undefined =>
    arg === undefined || guest.typeof(arg) === "undefined" ? undefined : guest.getString(arg);
  const charge = (...carried: (string | undefined)[]): void =>
    meter.charge(carried.reduce((sum, part) => sum + utf8Length(part ?? ""), crossing));

  define("get", ([key]) => {
    const value = state.get(text(key));
    charge(value);
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
    const found = JSON.stringify(state.range({ from: text(from), to: optional(to), limit: count, reverse: isReverse }));
    charge(found);
    return guest.newString(found);
  });
  define("random", ([length]) => {
    const count = length ? guest.getNumber(length) : 0;
    if (!Number.isInteger(count) || count < 0 || count > mostRandomBytes)
      throw errors.BadRequest({ length: count, most: mostRandomBytes });
    meter.charge(crossing + 20 * count);
    return guest.newArrayBuffer(random.take(count).buffer as ArrayBuffer);
  });
  define("log", ([line]) => {
    const content = text(line);
    charge(content);
    logged += utf8Length(content);
    if (logged <= limits.logBytes) logs.push(content);
    return guest.undefined;
  });
  define("refuse", ([name]) => {
    const reason = text(name) as keyof typeof errors;
    const isOfMethod = ["UnknownMethod", "IsQuery", "IsCommand"].includes(reason);
    throw (errors[reason] ?? errors.EngineLost)(isOfMethod ? { method: call.method } : {});
  });
  define("threw", ([description]) => {
    thrown = JSON.parse(text(description)) as Thrown;
    return guest.undefined;
  });
  guest.newNumber(limits.outputBytes).consume((limit) => guest.setProp(handle, "limit", limit));
  return { handle, thrown: () => thrown };
}
