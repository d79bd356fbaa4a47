/** Writes a key that begins as all others do. */
const alike = `const at = (i) => "k".repeat(246) + "\\u{10000}" + String.fromCharCode(33 + (i * 37) % 64, 33 + (i >> 6));
  const put = (i) => ctx.state.delete(at(i));`;

/**
 * Bodies of commands whose work lies in built-ins: an array-like says how long it is, a buffer is searched, a pattern goes
 * back and forth. None of them turns a loop of its own but a few times, or one around a built-in.
 */
export const costly: readonly (readonly [what: string, body: string])[] = [
  // biome-ignore-start format: a table
  ["indexOf over 16 MiB", "const a = new Uint8Array(10 << 20); for (;;) a.indexOf(1);"],
  ["includes over doubles", "const a = new Float64Array(1 << 20); for (;;) a.includes(1);"],
  ["lastIndexOf of what says it is long", "Array.prototype.lastIndexOf.call({ length: 2 ** 52 }, 1);"],
  ["fill of what says it is long", "Array.prototype.fill.call({ length: 2 ** 52, set 0(v) {} }, 1);"],
  ["join of what says it is long", "Array.prototype.join.call({ length: 2 ** 52 }, '');"],
  ["reverse of what says it is long", "Array.prototype.reverse.call({ length: 2 ** 52 });"],
  ["sort of what says it is long", "Array.prototype.sort.call({ length: 2 ** 31 });"],
  ["copyWithin of what says it is long", "Array.prototype.copyWithin.call({ length: 2 ** 52 }, 1, 0);"],
  ["a pattern that goes back", "/(x+x+)+y/.test('x'.repeat(40));"],
  ["a pattern over a long text", "for (;;) /^(a|ab|b)*c/.test('ab'.repeat(1 << 20));"],
  ["BigInt's power", "for (;;) 3n ** 400000n;"],
  ["a BigInt as text", "const n = 3n ** 100000n; for (;;) n.toString();"],
  ["a BigInt's division", "const n = 3n ** 200000n, m = 7n ** 50000n; for (;;) n / m;"],
  ["fill of bytes", "const a = new Uint8Array(10 << 20); for (;;) a.fill(7);"],
  ["fill of doubles", "const a = new Float64Array(1 << 20); for (;;) a.fill(7);"],
  ["copyWithin of bytes", "const a = new Uint8Array(10 << 20); for (;;) a.copyWithin(1, 0);"],
  ["set of other numbers", "const a = new Uint8Array(1 << 20), b = new Float32Array(1 << 20); for (;;) b.set(a);"],
  [
    "sort of numbers",
    "const a = Array.from({ length: 1 << 16 }, (_, i) => (i * 7919) % 65521); for (;;) a.toSorted();",
  ],
  [
    "sort of typed numbers",
    "const a = new Float64Array(1 << 18).map((_, i) => (i * 7919) % 65521); for (;;) a.toSorted();",
  ],
  [
    "JSON of numbers",
    "const a = Array.from({ length: 1 << 15 }, (_, i) => i / 3); for (;;) JSON.parse(JSON.stringify(a));",
  ],
  ["JSON of texts", "const a = 'é\\n'.repeat(1 << 19); for (;;) JSON.parse(JSON.stringify(a));"],
  ["repeat and compare", "for (;;) 'ab'.repeat(1 << 20) < 'ab'.repeat(1 << 20);"],
  ["concatenation", "for (;;) { let s = ''; for (let i = 0; i < 1000; i++) s += 'x'.repeat(1000); s.charCodeAt(0); }"],
  ["split and join", "const s = 'a,'.repeat(1 << 17); for (;;) s.split(',').join(';');"],
  ["replaceAll", "const s = 'a,'.repeat(1 << 17); for (;;) s.replaceAll(',', ';');"],
  ["lastIndexOf in a text", "const s = 'ab'.repeat(1 << 20); for (;;) s.lastIndexOf('b'.repeat(1000));"],
  ["upper case", "const s = 'straße'.repeat(1 << 17); for (;;) s.toUpperCase();"],
  ["normal forms", "const s = 'e\\u0301'.repeat(1 << 16); for (;;) s.normalize('NFC').normalize('NFD');"],
  ["URI encoding", "const s = 'é'.repeat(1 << 17); for (;;) encodeURIComponent(s);"],
  ["numbers as text", "const a = Array.from({ length: 1000 }, (_, i) => i * 1e-300); for (;;) a.join();"],
  ["maps", "for (;;) new Map(Array.from({ length: 1 << 15 }, (_, i) => [i, i]));"],
  ["what is thrown away", "for (;;) { const a = {}; a.a = a; }"],
  ["compilation", "const s = 'function f(a, b) { return a + b * 2; }\\n'.repeat(3000); for (;;) Function(s);"],
  ["fresh memory", "for (;;) new Uint8Array(12 << 20);"],
  ["hashes", "const a = new Uint8Array(1 << 20); for (;;) ctx.hash.keccak256(a);"],
  ["randomness", "for (;;) ctx.random(65536);"],
  ["reads of the state", "const k = 'k'.repeat(1 << 20); for (;;) ctx.state.get(k);"],
  ["ranges of the state", "for (;;) ctx.state.range({ limit: 1000 });"],
  [
    "ranges among keys that are alike",
    `${alike} for (let i = 0; i < 4000; i++) put(i); for (;;) ctx.state.range({ limit: 1 });`,
  ],
  [
    "keys that are alike, in no order",
    `${alike} for (let i = 0; ; i++) { put(i % 4000); ctx.state.range({ limit: 0 }); }`,
  ],
  ["URLs", "for (;;) new URL('http://' + 'ü'.repeat(60) + '.example/' + 'é'.repeat(1000));"],
  ["parts of a URL", "const u = new URL('http://a/'); for (;;) u.search = 'é'.repeat(500);"],
  [
    "hashes of Web Cryptography",
    "const a = new Uint8Array(1 << 20); for (;;) await crypto.subtle.digest('SHA-512', a);",
  ],
  [
    "encryption",
    `const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
    const a = new Uint8Array(1 << 20); for (;;) await crypto.subtle.encrypt({ name: "AES-GCM", iv: a.slice(0, 16) }, key, a);`,
  ],
  [
    "keys from HKDF",
    `const key = await crypto.subtle.importKey("raw", new Uint8Array(8), "HKDF", false, ["deriveBits"]), none = new Uint8Array();
    for (;;) await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-1", salt: none, info: none }, key, 8 * 5100);`,
  ],
  ...[
    ["Ed25519", "{ name: 'Ed25519' }"],
    ["ECDSA", "{ name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }"],
  ].flatMap(([name, how]): [string, string][] => [
    [`keys of ${name}`, `for (;;) await crypto.subtle.generateKey(${how}, true, ["sign"]);`],
    [
      `signatures of ${name}`,
      `const { privateKey } = await crypto.subtle.generateKey(${how}, true, ["sign"]);
      for (;;) await crypto.subtle.sign(${how}, privateKey, new Uint8Array());`,
    ],
    [
      `verification of ${name}`,
      `const { publicKey, privateKey } = await crypto.subtle.generateKey(${how}, true, ["sign", "verify"]);
      const none = new Uint8Array(), proof = await crypto.subtle.sign(${how}, privateKey, none);
      for (;;) await crypto.subtle.verify(${how}, publicKey, proof, none);`,
    ],
  ]),
  ...["{ name: 'X25519' }", "{ name: 'ECDH', namedCurve: 'P-256' }"].map((how): [string, string] => [
    `agreement by ${how}`,
    `const { publicKey, privateKey } = await crypto.subtle.generateKey(${how}, true, ["deriveBits"]);
    for (;;) await crypto.subtle.deriveBits({ ...${how}, public: publicKey }, privateKey, 256);`,
  ]),
  [
    "verification of RSA",
    `const n = "_".repeat(682) + "w";
    const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e: "_____w" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["verify"]);
    for (;;) await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, new Uint8Array(512).fill(254), new Uint8Array());`,
  ],
  ...["sr25519", "ed25519", "ecdsa", "ethereum"].flatMap((scheme): [string, string][] => [
    [`signing by ${scheme}`, `const seed = new Uint8Array(32).fill(7); for (;;) ctx.sign("${scheme}", seed, seed);`],
    [`keys of ${scheme}`, `const seed = new Uint8Array(32).fill(7); for (;;) ctx.publicKey("${scheme}", seed);`],
    [
      `signatures of ${scheme}`,
      `const seed = new Uint8Array(32).fill(7), key = ctx.publicKey("${scheme}", seed), proof = ctx.sign("${scheme}", seed, seed);
      for (;;) ctx.verify("${scheme}", key, seed, proof);`,
    ],
  ]),
  ["UTF-8", "const s = 'é'.repeat(1 << 18); for (;;) new TextDecoder().decode(new TextEncoder().encode(s));"],
  // biome-ignore-end format: a table
];
