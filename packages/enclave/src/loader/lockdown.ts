/** Globals of plain JavaScript, and WebAssembly. Whatever else Node defines is deleted. */
const kept = new Set<PropertyKey>(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView
  Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity
  Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError
  Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape`.split(/\s+/),
);

/** Errors and plain objects whose inherited properties people do assign, as in `this.name = "BadLength"`. */
const overridden = [Object, Error, AggregateError, EvalError, RangeError, ReferenceError, SuppressedError, SyntaxError];

/**
 * Leaves a realm of frozen plain JavaScript plus `extras`. The loader and Node's own code run in the same realm as the
 * program: were a prototype writable, a program could step into their calls and reach the objects behind them.
 */
export function lockDown(extras: Readonly<Record<string, unknown>>): void {
  showOnlyProgramFrames();
  for (const key of Reflect.ownKeys(globalThis)) if (!kept.has(key)) Reflect.deleteProperty(globalThis, key);
  // They would take a network response, and Node loads its HTTP client to look.
  Reflect.deleteProperty(WebAssembly, "compileStreaming");
  Reflect.deleteProperty(WebAssembly, "instantiateStreaming");
  for (const [name, value] of Object.entries(extras))
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });

  for (const { prototype } of [...overridden, TypeError, URIError]) allowOverrides(prototype);
  allowOverrides(Function.prototype, ["toString"]);
  for (const object of reachable([globalThis, ...hiddenIntrinsics()])) Object.freeze(object);
}

/** Stacks name the program's lines only: loader files and Node's insides are nobody's business in there. */
function showOnlyProgramFrames(): void {
  Error.prepareStackTrace = (error, frames) => {
    let stack = `${error.name}: ${error.message}`;
    for (const frame of frames) {
      const file = frame.getFileName();
      if (file?.startsWith("enclave:")) stack += `\n    at ${file}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
    }
    return stack;
  };
}

/**
 * An inherited read-only property cannot be assigned in JavaScript, not even on an object of one's own. As an accessor
 * it can: the setter defines the property on the object that was assigned to.
 */
function allowOverrides(prototype: object, names = Object.getOwnPropertyNames(prototype)): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (descriptor === undefined || !("value" in descriptor)) continue;
    const { value } = descriptor;
    Object.defineProperty(prototype, name, {
      enumerable: false,
      configurable: false,
      get: () => value,
      set(this: object, assigned: unknown) {
        if (this === prototype) throw new TypeError("Frozen");
        Object.defineProperty(this, name, { value: assigned, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

/** ES2025, so newer than the project's type library. */
interface IteratorHelpers {
  from(iterable: object): { map(each: (item: unknown) => unknown): object };
}

/** Objects that only syntax or a call leads to. */
function hiddenIntrinsics(): object[] {
  const iterators = Reflect.get(globalThis, "Iterator") as IteratorHelpers;
  return [
    (function* () {})(),
    (async function* () {})(),
    async () => {},
    [].values(),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
    "".matchAll(/./g),
    iterators.from({ next() {} }),
    iterators.from([]).map((item) => item),
    new Intl.Segmenter().segment("a"),
    new Intl.Segmenter().segment("a")[Symbol.iterator](),
  ];
}

function reachable(roots: readonly object[]): Set<object> {
  const seen = new Set<object>();
  const open: unknown[] = [...roots];
  while (open.length > 0) {
    const next = open.pop();
    if (next === null || (typeof next !== "object" && typeof next !== "function") || seen.has(next)) continue;
    seen.add(next);
    open.push(Reflect.getPrototypeOf(next));
    for (const key of Reflect.ownKeys(next)) {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(next, key) as PropertyDescriptor;
      open.push(value, get, set);
    }
  }
  return seen;
}
