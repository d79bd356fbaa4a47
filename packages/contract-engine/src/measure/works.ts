/** Scripts of a few milliseconds each, of what contracts do. */
export const works: readonly (readonly [what: string, script: string])[] = [
  // biome-ignore-start format: a table
  ["loop", "let s = 0; for (let i = 0; i < 5e4; i++) s += i; return s;"],
  ["calls", "const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(20);"],
  ["division", "let s = 0; for (let i = 1; i < 5e4; i++) s += (1e9 % i) | 0; return s;"],
  [
    "floating point",
    "let s = 0; for (let i = 1; i < 1e4; i++) s += Math.sqrt(i) / Math.sin(i) + Math.pow(i, 0.3); return s;",
  ],
  ["objects", "let o; for (let i = 0; i < 1e4; i++) o = { a: i, b: o && o.a }; return o.b;"],
  ["closures", "let s = 0; for (let i = 0; i < 3e3; i++) s += [1, 2, 3].map((x) => x * 2).length; return s;"],
  [
    "maps",
    "const m = new Map(); for (let i = 0; i < 3e3; i++) m.set('k' + i, i); let s = 0; for (const [, v] of m) s += v; return s;",
  ],
  [
    "JSON",
    "const a = Array.from({ length: 400 }, (_, id) => ({ id, name: 'name ' + id, v: id / 3 })); return JSON.stringify(JSON.parse(JSON.stringify(a))).length;",
  ],
  [
    "sort",
    "const a = []; let x = 1; for (let i = 0; i < 4e3; i++) { x = (x * 1103515245 + 12345) & 0x7fffffff; a.push(x); } return a.sort((p, q) => p - q)[5];",
  ],
  ["concatenation", "let s = ''; for (let i = 0; i < 1e4; i++) s += 'ab' + i; return s.length;"],
  [
    "pattern",
    "return 'the quick brown fox jumps over 12 lazy dogs '.repeat(300).match(/\\b[a-z]+o[a-z]*\\b|\\d+/g).length;",
  ],
  ["pattern that goes back", "return /(x+x+)+y/.test('x'.repeat(16));"],
  [
    "search in bytes",
    "const a = new Uint8Array(1 << 20); let n = 0; for (let i = 0; i < 5; i++) n += a.indexOf(1); return n;",
  ],
  ["copy of bytes", "const a = new Uint8Array(1 << 20); for (let i = 0; i < 50; i++) a.copyWithin(1, 0); return a[0];"],
  ["BigInt power", "return (3n ** 50000n) % 1000n === 1n;"],
  ["compilation", "return Function('function f(a, b) { return a + b * 2; }\\n'.repeat(500)) !== undefined;"],
  // biome-ignore-end format: a table
];
