import type { Host } from "@pha/runtime";
import type { ErrorFacts, Face, HostSide } from "../host-side.ts";

/** A program of the realm, instantiated. */
export interface Instance {
  /** Its functions and its version. */
  readonly runtime: Readonly<Record<string, unknown>>;
  /** Makes copies of its pallets and of the type of calls, which are many and which few processes look at. */
  parts(): Readonly<Record<string, unknown>>;
}

/** Runs the body of a runtime's module, which gives the function that makes the runtime. */
export type Open = (body: () => unknown, given: Host) => Instance;

/**
 * Evaluated in a new realm before it is locked down: the only code that holds both the process's objects and a runtime's.
 *
 * A runtime gets functions made here, and copies. The process gets functions that it made itself, and copies in objects of
 * its own: what a runtime returns or throws is read here. So neither ever holds an object of the other.
 */
export function makeBorder(host: HostSide): Open {
  const { apply, getPrototypeOf, ownKeys } = Reflect;
  const { defineProperty, freeze, getOwnPropertyDescriptor, keys } = Object;
  const { isArray } = Array;
  const Bytes = Uint8Array;
  const kindOf = getOwnPropertyDescriptor(getPrototypeOf(Bytes.prototype), Symbol.toStringTag)?.get as () => unknown;
  const none: readonly never[] = freeze([]);
  const eachOfMap = Map.prototype.forEach;
  const eachOfSet = Set.prototype.forEach;
  const { prototype: plain } = Object;
  const { coded, notLoaded } = host;
  const MOST_CAUSES = 8;
  type Thrown = Record<PropertyKey, unknown>;

  /** Most of what comes out of a block, of which few look at any: copied when it is looked at. */
  const seldom = new Set(["events", "call"]);
  /** What stands in the realm for an object of the process: one with methods, or a copy that came from here. */
  const inside = new WeakMap<object, object>();

  const isBytes = (given: object): given is Uint8Array => apply(kindOf, given, none) === "Uint8Array";
  const put = (on: object, key: PropertyKey, value: unknown) =>
    defineProperty(on, key, { value, writable: true, enumerable: true, configurable: true });

  /** A copy for the realm. */
  function into(given: unknown): unknown {
    if (typeof given === "function") return inward(given as Face, nobody);
    if (typeof given !== "object" || given === null) return given;
    const known = inside.get(given);
    if (known !== undefined) return known;
    if (isBytes(given)) return new Bytes(given);
    if (isArray(given)) {
      const list: unknown[] = [];
      for (let i = 0; i < given.length; i++) list[i] = into(given[i]);
      return list;
    }
    const prototype = getPrototypeOf(given);
    if (prototype !== null && getPrototypeOf(prototype) !== null) return stand(given, prototype);
    const record: Record<string, unknown> = {};
    for (const key of keys(given)) {
      const value = (given as typeof record)[key];
      if (typeof value === "function") inside.set(given, record);
      put(record, key, into(value));
    }
    return record;
  }

  /** Stands in the realm for what a class of the process made, with its methods and accessors and without its fields. */
  class Stand {
    readonly #for: object;
    constructor(given: object) {
      this.#for = given;
    }
    static of(prototype: object): typeof Stand {
      const known = stands.get(prototype);
      if (known) return known;
      const Made = class extends Stand {};
      stands.set(prototype, Made);
      Reflect.deleteProperty(Made.prototype, "constructor");
      // A method works on objects of its own class alone.
      const self = (stand: unknown) => {
        const given = (stand as Stand).#for;
        if (getPrototypeOf(given) !== prototype) throw new TypeError("Not an object of this class");
        return given;
      };
      eachMember({ __proto__: prototype }, (key, { get, value }) => {
        if (get) defineProperty(Made.prototype, key, { get: inward(get as Face, self) });
        else defineProperty(Made.prototype, key, { value: inward(value, self) });
      });
      freeze(Made.prototype);
      return Made;
    }
  }
  const stands = new Map<object, typeof Stand>();
  Reflect.deleteProperty(Stand.prototype, "constructor");
  freeze(Stand.prototype);

  function stand(given: object, prototype: object): object {
    const made = new (Stand.of(prototype))(given);
    inside.set(given, made);
    return made;
  }

  /** A function of the realm in the place of one of the process, which is called on what `self` makes of its `this`. */
  function inward(method: Face, self: (caller: unknown) => object | undefined): Face {
    return freeze(function (this: unknown, ...args: unknown[]) {
      try {
        const given = host.list();
        for (let i = 0; i < args.length; i++) given[i] = out(args[i]);
        return into(apply(method, self(this), given));
      } catch (error) {
        throw errorInto(error);
      }
    });
  }
  const nobody = () => undefined;

  /**
   * What a function of the process threw, for the realm: the runtime's own, from an argument that threw when it was read,
   * goes back as it is. Where the stack is used up nothing of the process may be called, nor its error be passed on.
   */
  function errorInto(thrown: unknown): unknown {
    try {
      if (!host.isError(thrown)) return thrown;
      const given = thrown as Thrown;
      const error = new Error(`${given["message"]}`);
      put(error, "name", `${given["name"]}`);
      if (coded in given) {
        for (const key of ["module", "index", "kind", "status", "doc", "code"]) put(error, key, primitive(given[key]));
        put(error, "data", primitivesOf(given["data"] as Thrown, {}));
        put(error, coded, true);
      }
      if (notLoaded in given) {
        put(error, "keys", into(given["keys"]));
        put(error, notLoaded, true);
      }
      return error;
    } catch {
      return new RangeError("The host failed, and there is no room to say why.");
    }
  }

  /**
   * A copy for the process.
   *
   * @param seen - copies made before, where an object occurs in itself.
   */
  function out(given: unknown, seen?: Map<object, object>): unknown {
    if (typeof given === "function") return outward(given as Face, undefined, seen);
    if (typeof given !== "object" || given === null) return given;
    const known = seen?.get(given);
    if (known !== undefined) return known;
    const prototype = getPrototypeOf(given);
    if (prototype === plain || prototype === null) return recordOut(given, host.record(), seen);
    if (isArray(given)) {
      const list = host.list();
      seen?.set(given, list);
      for (let i = 0; i < given.length; i++) list[i] = out(given[i], seen);
      return list;
    }
    if (isBytes(given)) return host.bytes(given);
    if (given instanceof Map) {
      const map = host.map();
      apply(eachOfMap, given, [(value: unknown, key: unknown) => host.enter(map, out(key, seen), out(value, seen))]);
      return map;
    }
    if (given instanceof Set) {
      const set = host.set();
      apply(eachOfSet, given, [(item: unknown) => host.add(set, out(item, seen))]);
      return set;
    }
    return given instanceof Error ? errorOut(given) : withMembers(given, recordOut(given, host.record(), seen));
  }

  /** Without `then`: nothing that a runtime gives is to be waited for. */
  function recordOut(
    given: object,
    record: Record<string, unknown>,
    seen?: Map<object, object>,
  ): Record<string, unknown> {
    seen?.set(given, record);
    for (const key of keys(given)) {
      if (key === "then") continue;
      const value = (given as typeof record)[key];
      if (seen === undefined && seldom.has(key)) {
        host.later(record, key, crossing(() => out(value)) as () => unknown);
        continue;
      }
      const copy = typeof value === "function" ? outward(value as Face, given, seen) : out(value, seen);
      if (key === "__proto__") put(record, key, copy);
      else record[key] = copy;
    }
    return record;
  }

  /** Methods and accessors that an object of the runtime has of its class; they go on working on that object. */
  function withMembers(given: object, record: Record<string, unknown>): Record<string, unknown> {
    eachMember(given, (key, { get, value }) => {
      if (get) defineProperty(record, key, { get: outward(get as Face, given) });
      else put(record, key, outward(value, given));
    });
    return record;
  }

  /** A function of the process in the place of one of the runtime, with the properties that it has. */
  function outward(method: Face, self: object | undefined, seen?: Map<object, object>): Face {
    const face = host.face(crossing((given) => out(apply(method, self, given))));
    recordOut(method, face as unknown as Record<string, unknown>, seen);
    return face;
  }

  /** What the process calls: from its arguments to a result for it, or an error for it. */
  function crossing(work: (given: readonly unknown[]) => unknown): (args: readonly unknown[]) => unknown {
    return (args) => {
      try {
        const given: unknown[] = [];
        for (let i = 0; i < args.length; i++) given[i] = into(args[i]);
        return work(given);
      } catch (error) {
        throw errorOut(error);
      }
    };
  }

  /** An error for the process. */
  function errorOut(thrown: unknown, depth = 0): Error {
    const facts = host.record();
    facts["name"] = "Error";
    try {
      facts["message"] = String(thrown);
      if (thrown instanceof Error) readError(thrown as never, facts, depth);
    } catch {
      facts["message"] ??= "What was thrown cannot be read.";
    }
    return host.error(facts as unknown as ErrorFacts);
  }

  function readError(thrown: Thrown, facts: Record<string, unknown>, depth: number): void {
    const { cause } = thrown;
    facts["name"] = `${thrown["name"]}`;
    facts["message"] = `${thrown["message"]}`;
    if (cause !== undefined && depth < MOST_CAUSES) facts["cause"] = errorOut(cause, depth + 1);
    if (notLoaded in thrown) facts["keys"] = out(thrown["keys"]);
    else if (coded in thrown) {
      const row = host.record();
      for (const key of ["module", "index", "kind", "status", "doc"]) row[key] = primitive(thrown[key]);
      facts["row"] = row;
      facts["data"] = primitivesOf(thrown["data"] as Thrown, host.record());
    }
  }

  /** The facts of a coded error, put on another object. */
  function primitivesOf(data: Thrown, on: object): object {
    for (const key of keys(data)) put(on, key, primitive(data[key]));
    return on;
  }

  /** Only primitives may be read twice. */
  const primitive = (given: unknown): unknown => (Object(given) === given ? undefined : given);

  /** Methods and accessors of an object's classes, the nearest first. */
  function eachMember(given: object, use: (key: PropertyKey, member: PropertyDescriptor) => void): void {
    const names = new Set<PropertyKey>(["constructor", "then"]);
    for (let of = getPrototypeOf(given); of !== null && getPrototypeOf(of) !== null; of = getPrototypeOf(of))
      for (const key of ownKeys(of)) {
        const member = getOwnPropertyDescriptor(of, key);
        if (names.has(key) || member === undefined) continue;
        names.add(key);
        if (member.get || typeof member.value === "function") use(key, member);
      }
  }

  const encode = inward(host.encodeText as Face, nobody);
  const decoder = inward(host.textDecoder as Face, nobody) as unknown as typeof host.textDecoder;
  const text = {
    TextEncoder: class {
      readonly encode = encode;
    },
    TextDecoder: class {
      readonly decode: unknown;
      constructor(label = "utf-8", options = {}) {
        this.decode = decoder(label, options);
      }
    },
  };
  for (const [name, value] of Object.entries(text)) defineProperty(globalThis, name, { value });

  /** Methods whose results come back as arguments: then the runtime gets its own object again. */
  const known = new Set(["decodeExtrinsic", "chainAfter"]);

  /** A method of a runtime for the process. */
  function method(runtime: Thrown, name: string): Face | undefined {
    const value = runtime[name];
    if (typeof value !== "function") return undefined;
    return host.face(
      crossing((given) => {
        const result = apply(value, runtime, given);
        // A block in execution is methods, over fields that are nobody's business.
        const copy = name === "startBlock" ? withMembers(Object(result), host.record()) : out(result);
        if (Object(copy) === copy && known.has(name)) inside.set(copy as object, result as object);
        return copy;
      }),
    );
  }

  return (body, given) => {
    try {
      const instantiate = apply(body, undefined, none) as Face;
      const made = apply(instantiate, undefined, [into(given)]) as Thrown;
      const runtime = host.record();
      for (const name of keys(made))
        if (name !== "pallets" && name !== "callType") runtime[name] = method(made, name) ?? out(made[name]);
      const parts = () => {
        const seen = new Map<object, object>();
        const record = host.record();
        for (const name of ["pallets", "callType"]) record[name] = out(made[name], seen);
        return record;
      };
      return { runtime, parts: host.face(crossing(parts)) as unknown as typeof parts };
    } catch (error) {
      throw errorOut(error);
    }
  };
}
