/** Bodies that leave something behind wherever a guest can: none of it may be there when the next call begins. */
export const leaky: readonly (readonly [what: string, body: string])[] = [
  // biome-ignore-start format: a table
  ["a global", "globalThis.leak = ctx.caller;"],
  [
    "a property of a prototype",
    "Object.prototype.leak = ctx.caller; Array.prototype[Symbol.iterator] = () => { throw 1; };",
  ],
  [
    "an intrinsic",
    "JSON.stringify = () => '\"leak\"'; Promise.prototype.then = () => {}; Object.freeze = null; Math.random = () => 1;",
  ],
  [
    "a promise that nobody settles",
    "globalThis.leak = new Promise(() => {}).then(() => ctx.caller); new Promise(() => {}).then(() => 1);",
  ],
  ["jobs that are never run", "for (let i = 0; i < 100; i++) Promise.resolve().then(() => {}); for (;;);"],
  ["memory that was given out", "globalThis.leak = Array.from({ length: 12 }, () => new Uint8Array(1 << 20).fill(7));"],
  [
    "memory that was given back",
    "for (let i = 0; i < 12; i++) new Uint8Array(1 << 20).fill(7); return 'leak'.repeat(1000);",
  ],
  ["a symbol of all", "globalThis[Symbol.for('leak')] = ctx.caller;"],
  [
    "a closure of the module's",
    "ctx.state.get('k'); globalThis.leak ??= (() => { let seen = ctx.caller; return () => seen; })();",
  ],
  ["many shapes and atoms", "for (let i = 0; i < 5000; i++) ({})['leak' + i] = { ['x' + i]: i };"],
  ["an expression's last match", "/(leak)(.*)/.exec('leak' + ctx.caller);"],
  ["a text that is kept", "globalThis.leak = 'leak'.repeat(1e5) + ctx.caller; ctx.log(leak.length);"],
  ["a counter of the console", "console.count('leak'); console.group(); console.log(ctx.caller);"],
  ["randomness", "Math.random(); Math.random(); ctx.random(100);"],
  // biome-ignore-end format: a table
];
