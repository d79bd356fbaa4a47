/**
 * Watches promises, so that nothing a call began is lost in silence. `open` holds those that nobody listens to: a pending
 * one, and the code that waits before it, or the reason of a rejected one, in a list. Whoever awaits a promise or calls its
 * `then` asks for its `constructor`: that is how a listener shows. What async functions themselves return is made inside
 * QuickJS and is not seen; the kit's build turns them into functions that return what is seen here.
 */
export const promises = `
const Native = Promise, { then: nativeThen } = Native.prototype;
const open = new Map();
const { get: openGet, set: openSet, has: openHas, delete: openDelete, clear: openClear, forEach: openForEach } = Map.prototype;
const { get: openSize } = getOwnPropertyDescriptor(Map.prototype, "size");
const heard = (promise) => { apply(openDelete, open, [promise]); };
const watch = (promise, work) => {
  if (getPrototypeOf(promise) !== Native.prototype) return promise; // A class's own: to listen would make another one.
  apply(nativeThen, promise, [
    () => heard(promise),
    (reason) => { if (apply(openHas, open, [promise])) apply(openSet, open, [promise, [reason]]); },
  ]);
  apply(openSet, open, [promise, work]);
  return promise;
};
defineProperty(Native.prototype, "then", { writable: true, configurable: true, value: { then(done, failed) {
  heard(this);
  return watch(apply(nativeThen, this, [done, failed]), isFunction(done) ? done : failed);
} }.then });
defineProperty(Native.prototype, "constructor", {
  configurable: true,
  get() { heard(this); return Native; },
  set(value) { defineProperty(this, "constructor", { value, writable: true, configurable: true }); },
});
const entryOf = (value) => apply(openGet, open, [value]);
const restore = (promise, entry) => { apply(openSet, open, [promise, entry]); };
`;

/** `Promise` itself, and `queueMicrotask`. */
export const promise = `((use, host, now, { Native, isFunction, watch, entryOf, restore }) => {
const { construct, apply } = Reflect, { defineProperty, setPrototypeOf } = Object;
const nativeResolve = Native.resolve;
function Watched(executor) {
  if (new.target === undefined) throw new TypeError("Promise is called with new");
  return watch(construct(Native, [executor], new.target));
}
setPrototypeOf(Watched, Native);
defineProperty(Watched, "name", { value: "Promise" });
defineProperty(Watched, "prototype", { value: Native.prototype, writable: false });
defineProperty(Watched, "resolve", { writable: true, configurable: true, value: { resolve(value) {
  if (this !== Watched) return apply(nativeResolve, this, [value]);
  const entry = entryOf(value);
  const promise = apply(nativeResolve, Native, [value]);
  if (promise === value && entry !== undefined) restore(promise, entry);
  const mayReject = promise !== value && value !== null && (typeof value === "object" || isFunction(value));
  return mayReject ? watch(promise) : promise;
} }.resolve });
function queueMicrotask(work) {
  if (!isFunction(work)) throw new TypeError("queueMicrotask takes a function");
  Watched.resolve().then(() => { work(); });
}
return { Promise: Watched, queueMicrotask };
})`;
