/** `structuredClone`, as the HTML standard has it. What a value's slots hold counts, and not what it calls itself. */
export const clone = `((use) => {
const refuse = (value, why) => {
  const what = typeof value === "symbol" ? String(value) : "A value of type " + typeof value;
  throw new (use("exception").DOMException)(what + " cannot be cloned" + why, "DataCloneError");
};
const holds = (read, value) => { try { read.call(value); return true; } catch { return false; } };
const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const mapSize = getter(Map.prototype, "size"), setSize = getter(Set.prototype, "size");
const bufferSize = getter(ArrayBuffer.prototype, "byteLength");
const kindOfView = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
const errorKinds = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const boxes = [Boolean, Number, String, BigInt].map((kind) => kind.prototype.valueOf);
const weak = /^(?:Promise|WeakMap|WeakSet|Generator|AsyncGenerator)$/;

const copyOf = (root, seen) => {
  const keep = (value, copy) => { seen.set(value, copy); return copy; };
  const set = (copy, key, value, enumerable) =>
    Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true });
  const fill = (value, copy) => {
    for (const key of Object.keys(value)) set(copy, key, copyAny(value[key]), true);
    return copy;
  };
  const copyError = (value) => {
    const name = String(value.name);
    const copy = keep(value, new (Object.hasOwn(errorKinds, name) ? errorKinds[name] : Error)());
    for (const key of ["message", "stack", "cause"]) {
      const { value: own } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      if (own !== undefined) set(copy, key, key === "cause" ? copyAny(own) : String(own), false);
    }
    return copy;
  };
  const copyView = (value) => {
    const kind = value instanceof DataView ? DataView : globalThis[kindOfView.call(value)];
    return new kind(copyAny(value.buffer), value.byteOffset, kind === DataView ? value.byteLength : value.length);
  };
  const copyAny = (value) => {
    if (typeof value === "symbol" || typeof value === "function") refuse(value, "");
    if (value === null || typeof value !== "object") return value;
    if (seen.has(value)) return seen.get(value);
    for (const read of boxes) if (holds(read, value)) return keep(value, Object(read.call(value)));
    if (holds(Symbol.prototype.valueOf, value)) refuse(value, ": it is a symbol's box");
    if (holds(Date.prototype.getTime, value)) return keep(value, new Date(Date.prototype.getTime.call(value)));
    if (value instanceof RegExp) return keep(value, new RegExp(value.source, value.flags));
    if (holds(bufferSize, value)) return keep(value, ArrayBuffer.prototype.slice.call(value, 0));
    if (ArrayBuffer.isView(value)) return keep(value, copyView(value));
    if (holds(mapSize, value)) {
      const copy = keep(value, new Map());
      for (const [key, entry] of [...Map.prototype.entries.call(value)]) copy.set(copyAny(key), copyAny(entry));
      return copy;
    }
    if (holds(setSize, value)) {
      const copy = keep(value, new Set());
      for (const entry of [...Set.prototype.values.call(value)]) copy.add(copyAny(entry));
      return copy;
    }
    if (Error.isError(value)) return copyError(value);
    if (Array.isArray(value)) {
      const copy = keep(value, []);
      copy.length = value.length;
      return fill(value, copy);
    }
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (weak.test(tag)) refuse(value, ": it is a " + tag);
    return fill(value, keep(value, {}));
  };
  return copyAny(root);
};

function structuredClone(value, options) {
  if (arguments.length === 0) throw new TypeError("structuredClone takes a value");
  const moved = new Map();
  for (const buffer of options?.transfer ?? []) {
    if (!holds(bufferSize, buffer) || buffer.detached || moved.has(buffer)) refuse(buffer, " by moving it");
    moved.set(buffer, undefined);
  }
  const buffers = [...moved.keys()];
  for (const buffer of buffers) moved.set(buffer, buffer.slice(0));
  const copy = copyOf(value, moved);
  for (const buffer of buffers) buffer.transfer();
  return copy;
}
return { structuredClone };
})`;
