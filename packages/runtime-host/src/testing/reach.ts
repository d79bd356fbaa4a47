/**
 * Code that every attempt begins with: looks from one thing at everything that can be got from it without running any of
 * it, and says what in there is not of this realm. Whoever holds one object of the process holds the process.
 */
export const reach = `
const ownFunction = Function.prototype, ownObject = Object.prototype, found = [];
const say = (text) => { if (!found.includes(text)) found.push(text); };
const run = (f, code) => { try { return f(code); } catch { return undefined; } };
const looked = new Set();
function reach(from, where) {
  const open = [[from, where]];
  while (open.length > 0) {
    const [next, path] = open.pop();
    if (next === null || (typeof next !== "object" && typeof next !== "function") || looked.has(next)) continue;
    looked.add(next);
    let root = next;
    for (let of = Object.getPrototypeOf(next); of !== null; of = Object.getPrototypeOf(of)) root = of;
    if (root !== ownObject && root !== next) say(path + " is not of this realm");
    if (typeof next === "function") {
      const { constructor } = next;
      const make = run((f) => f.constructor, next) ?? constructor;
      const got = run(() => make("return typeof process === 'object' && (process.env.REACHED = 'yes')")());
      if (got !== undefined) say(path + " leads to process");
      if (!(next instanceof Function) && next !== ownFunction) say(path + " is a function of another realm");
    }
    open.push([Object.getPrototypeOf(next), path + ".__proto__"]);
    for (const key of Reflect.ownKeys(next)) {
      let member;
      try { member = Object.getOwnPropertyDescriptor(next, key); } catch { continue; }
      if (member === undefined) continue;
      for (const part of ["value", "get", "set"]) open.push([member[part], path + "." + String(key)]);
    }
  }
  return from;
}
/** Calls something and looks at what it gives or throws. */
const poke = (where, act) => {
  try { return reach(act(), where); } catch (thrown) { reach(thrown, where + ", thrown"); }
};
/** A function that looks at what it is called with, and as what. */
const spy = (where, answer) => function (...args) {
  reach(this, where + " this");
  for (const arg of args) reach(arg, where + " argument");
  return typeof answer === "function" ? answer(...args) : answer;
};
/** An object that looks at whoever touches it. */
const trap = (where, target = {}) => new Proxy(target, Object.fromEntries(Reflect.ownKeys(Reflect)
  .filter((name) => typeof Reflect[name] === "function")
  .map((name) => [name, (...args) => { args.forEach((arg) => reach(arg, where + " trap " + name)); return Reflect[name](...args); }])));
`;
