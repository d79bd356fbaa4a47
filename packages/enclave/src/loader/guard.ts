/** Error that a host function throws into the program: a code and nothing else. Its class, which the program so gets, is frozen. */
export class HostError extends Error {
  readonly code: string;

  static {
    freezeClass(HostError);
  }

  constructor(code: string) {
    super(code);
    this.name = "HostError";
    this.code = code;
  }
}

/** A class that programs get hold of by what is thrown into them. */
export function freezeClass(thrown: { readonly prototype: object }): void {
  Object.freeze(thrown.prototype);
  Object.freeze(thrown);
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getter = (name: PropertyKey) =>
  (Object.getOwnPropertyDescriptor(typedArray, name) as { get: (this: unknown) => unknown }).get;
const tag = getter(Symbol.toStringTag);
const length = getter("length");

/**
 * A private copy of bytes that a program hands over. Reads internal slots only, so that neither a subclass, a getter
 * nor a change while the call runs can make it anything else.
 *
 * @throws `enclave.BadArgument` for anything but a `Uint8Array`.
 */
export function takeBytes(value: unknown): Uint8Array {
  if (Reflect.apply(tag, value, []) !== "Uint8Array") throw new HostError("enclave.BadArgument");
  const copy = new Uint8Array(Reflect.apply(length, value, []) as number);
  copy.set(value as Uint8Array);
  return copy;
}

/** Plain values for the program: no `Buffer` (its pool shows other memory), no object of Node's. */
function give(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(give);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, give(item)]));
}

/** Bytes of a key. */
const keyLength = 32;

/** Copies of what may be keys, for as long as the program has these: who is given the same copy knows the key again. */
const copies = new WeakMap<object, Uint8Array>();

function takeArgument(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  const taken = takeBytes(value);
  if (taken.length !== keyLength) return taken;
  const before = copies.get(value);
  if (before?.every((byte, i) => byte === taken[i])) return before;
  copies.set(value, taken);
  return taken;
}

/** Frozen copy of a tree of synchronous functions of bytes, each of which takes and gives plain values only. */
export function guard<T extends object>(functions: T, failure: string): T {
  const entries = Object.entries(functions).map(([name, value]) => [name, guardOne(value, failure)] as const);
  return Object.freeze(Object.fromEntries(entries)) as T;
}

function guardOne(value: unknown, failure: string): unknown {
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) return guard(value, failure);
  if (typeof value !== "function") return value;
  return harden((...args: unknown[]) => {
    const taken = args.map(takeArgument);
    try {
      return give(value(...taken));
    } catch {
      throw new HostError(failure);
    }
  });
}

/** Freezes a function that a program gets, and with it what hangs on it. */
export function harden<F extends (...args: never[]) => unknown>(call: F): F {
  return Object.freeze(call);
}
