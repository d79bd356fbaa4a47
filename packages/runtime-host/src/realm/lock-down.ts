/**
 * Evaluated in a new realm, before any runtime: leaves the language and nothing that differs from one run, machine or
 * place to another, and makes all of it unchangeable, so that what runs there first can rely on it.
 */
export function lockDown(): void {
  const { defineProperty, freeze, getOwnPropertyDescriptor } = Object;
  const { deleteProperty, getPrototypeOf, ownKeys } = Reflect;

  /** Plain JavaScript. `async` is no word of a runtime, so that there are no promises. */
  const kept = new Set<PropertyKey>(
    `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView DisposableStack Error EvalError
    Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Iterator JSON Map Math NaN
    Number Object Proxy RangeError ReferenceError Reflect RegExp Set String SuppressedError Symbol SyntaxError TextDecoder
    TextEncoder TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet decodeURI
    decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined
    unescape`.split(/\s+/),
  );
  for (const key of ownKeys(globalThis)) if (!kept.has(key)) deleteProperty(globalThis, key);

  /** A runtime that used one of these would split the network. */
  const impure: readonly (readonly [object, readonly string[]])[] = [
    [Array, ["fromAsync"]],
    [Math, ["random"]],
    [String.prototype, ["localeCompare", "toLocaleLowerCase", "toLocaleUpperCase"]],
    ...[Number, BigInt, Array, Object, getPrototypeOf(Uint8Array) as { prototype: object }].map(
      ({ prototype }) => [prototype, ["toLocaleString"]] as const,
    ),
  ];
  for (const [of, names] of impure) for (const name of names) deleteProperty(of, name);

  // Assigning to a property that is inherited and frozen is refused; errors get their names that way.
  const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError];
  for (const { prototype } of errors)
    for (const key of ["name", "message"] as const) {
      const value = prototype[key];
      defineProperty(prototype, key, {
        get: () => value,
        set(this: object, given) {
          defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
        },
      });
    }

  // No error has a stack: Node formats all of them by a function of the process, and where that one has no room to run, V8
  // throws an error of the process into the runtime.
  for (const name of ["stackTraceLimit", "captureStackTrace"]) deleteProperty(Error, name);

  // TypeScript knows the class from its next library on.
  const { Iterator: Iterators } = globalThis as unknown as {
    Iterator: { from(of: unknown): { map(use: (item: unknown) => unknown): object } };
  };
  // Whatever is reachable without a name too.
  const iterators = [[].values(), new Map().keys(), new Set().keys(), ""[Symbol.iterator](), "".matchAll(/./g)];
  const open: unknown[] = [
    globalThis,
    ...iterators,
    (function* () {})(),
    function* () {},
    Iterators.from({ next() {} }),
  ];
  open.push(Iterators.from([]).map((item: unknown) => item));
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const next = open.pop();
    if (next === null || (typeof next !== "object" && typeof next !== "function") || seen.has(next)) continue;
    seen.add(next);
    open.push(getPrototypeOf(next));
    for (const key of ownKeys(next)) {
      const { value, get, set } = getOwnPropertyDescriptor(next, key) as PropertyDescriptor;
      open.push(value, get, set);
    }
    freeze(next);
  }
}
