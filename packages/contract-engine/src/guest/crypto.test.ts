import { webcrypto } from "node:crypto";
import { fromHex, toHex } from "@pha/codec";
import { keccak256, keypairFromSeed, keypairFromUri, verifySignature } from "@pha/crypto";
import fc from "fast-check";
import { getAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { callOf, Desk, programOf } from "../testing.ts";

// The oracle is Node's Web Cryptography: the same script runs here and there.

const desk = new Desk();
const { subtle } = webcrypto;

const helpers = `
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const show = (made) => made instanceof ArrayBuffer ? btoa(String.fromCharCode(...new Uint8Array(made)))
    : made instanceof CryptoKey ? [made.type, made.extractable, [...made.usages], shape(made.algorithm)] : made;
  const shape = ({ name, hash, length, namedCurve, modulusLength, publicExponent }) =>
    ({ name, hash, length, namedCurve, modulusLength, publicExponent: publicExponent && [...publicExponent] });
  const told = async (work) => { try { return show(await work()); } catch (error) { return "refused: " + error.name; } };
`;

/** What a script makes of each case, in the guest and in Node. */
async function both<T>(script: string, cases: readonly T[]): Promise<readonly [guest: unknown, node: unknown]> {
  const body = `${helpers} const results = []; for (const one of args) results.push(await told(() => (${script})(one))); return results;`;
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const node = await (AsyncFunction("args", body) as (args: unknown) => Promise<unknown>)(cases);
  return [await desk.eval(body, cases), JSON.parse(JSON.stringify(node))];
}

const base64 = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString("base64");
const some = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength }).map(base64);
const hash = fc.constantFrom("SHA-1", "sha-256", "SHA-384", "SHA-512", "SHA-3", "");
const sample = <T>(arbitrary: fc.Arbitrary<T>, count = 60) => fc.sample(arbitrary, count);

async function expectSame<T>(script: string, cases: readonly T[]): Promise<unknown[]> {
  const [guest, node] = await both(script, cases);
  expect(guest).toEqual(node);
  return node as unknown[];
}

test("digests, MACs and derived bits are those of Node", async () => {
  await expectSame("([name, data]) => crypto.subtle.digest(name, bytes(data))", sample(fc.tuple(hash, some(0, 300))));
  await expectSame(
    `async ([hash, key, data]) => {
      const made = await crypto.subtle.importKey("raw", bytes(key), { name: "hmac", hash }, true, ["sign", "verify"]);
      const proof = await crypto.subtle.sign("HMAC", made, bytes(data));
      return [show(made), show(proof), await crypto.subtle.verify("HMAC", made, proof, bytes(data)),
        await crypto.subtle.verify("HMAC", made, proof.slice(1), bytes(data)), await crypto.subtle.exportKey("jwk", made)];
    }`,
    sample(fc.tuple(hash, some(0, 200), some(0, 300))),
  );
  const bits = fc.constantFrom(0, 8, 128, 256, 7, 2048, 8 * 255 * 64, 8 * 255 * 64 + 8);
  await expectSame(
    `async ([hash, key, salt, info, length]) => {
      const base = await crypto.subtle.importKey("raw", bytes(key), "HKDF", false, ["deriveBits", "deriveKey"]);
      const how = { name: "HKDF", hash, salt: bytes(salt), info: bytes(info) };
      const derived = await told(() => crypto.subtle.deriveBits(how, base, length));
      const key2 = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, true, ["encrypt"]);
      return [derived, show(await crypto.subtle.exportKey("raw", key2))];
    }`,
    sample(fc.tuple(hash, some(0, 80), some(0, 80), some(0, 80), bits)),
  );
});

test("AES-GCM seals and opens as Node does, and opens nothing that was changed", async () => {
  const changed = fc.constantFrom("", "key", "iv", "beside", "text");
  const shown = await expectSame(
    `async ([key, iv, beside, text, changed]) => {
      const spoil = (given, name) => { if (name === changed) given[0] ^= 1; return given; };
      const make = (given) => crypto.subtle.importKey("raw", given, "AES-GCM", true, ["encrypt", "decrypt"]);
      const how = (change) => ({ name: "AES-GCM", iv: change(bytes(iv), "iv"), additionalData: change(bytes(beside), "beside") });
      const keep = (given) => given;
      const sealed = await crypto.subtle.encrypt(how(keep), await make(bytes(key)), bytes(text));
      const again = spoil(new Uint8Array(sealed), "text");
      return [show(sealed), await told(async () => crypto.subtle.decrypt(how(spoil), await make(spoil(bytes(key), "key")), again))];
    }`,
    sample(
      fc.tuple(fc.oneof(some(16), some(24), some(32), some(1, 40)), some(12, 16), some(1, 40), some(0, 200), changed),
      120,
    ),
  );
  expect(JSON.stringify(shown)).toContain("refused: OperationError");
});

/** Keys of Node's in every form, what it signed with them, and all of it with a bit changed. */
async function writtenKeys() {
  const message = webcrypto.getRandomValues(new Uint8Array(40));
  const written: { algorithm: object; format: string; key: unknown; usages: string[] }[] = [];
  const signed: { algorithm: object; format: string; key: unknown; how: object; proof: string; message: string }[] = [];
  const add = async (algorithm: object, format: "raw" | "spki" | "pkcs8" | "jwk", key: CryptoKey, usages: string[]) => {
    const exported = await subtle.exportKey(format as "jwk", key as never);
    written.push({ algorithm, format, key: format === "jwk" ? exported : base64(exported as never), usages });
  };
  for (const [algorithm, usages] of [
    [{ name: "Ed25519" }, ["sign", "verify"]],
    [{ name: "X25519" }, ["deriveBits"]],
    [{ name: "ECDSA", namedCurve: "P-256" }, ["sign", "verify"]],
    [{ name: "ECDH", namedCurve: "P-256" }, ["deriveBits", "deriveKey"]],
  ] as const)
    for (let i = 0; i < 3; i++) {
      const pair = (await subtle.generateKey(algorithm as never, true, usages as never)) as unknown as CryptoKeyPair;
      const [own, others] = [
        usages.filter((usage) => usage !== "verify"),
        usages.filter((usage) => usage === "verify"),
      ];
      for (const format of ["raw", "spki", "jwk"] as const) await add(algorithm, format, pair.publicKey, others);
      for (const format of ["pkcs8", "jwk"] as const) await add(algorithm, format, pair.privateKey, own);
      if (!usages.includes("sign" as never)) continue;
      for (const hash of ["SHA-256", "SHA-384"]) {
        const how = { ...algorithm, hash };
        const proof = base64(await subtle.sign(how as never, pair.privateKey, message));
        const key = base64(await subtle.exportKey("spki", pair.publicKey));
        signed.push({ algorithm, format: "spki", key, how, proof, message: base64(message) });
      }
    }
  for (const [modulusLength, hash] of [
    [1024, "SHA-1"],
    [2048, "SHA-256"],
    [2056, "SHA-512"],
    [4096, "SHA-384"],
  ] as const) {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
    const make = { ...algorithm, modulusLength, publicExponent: Uint8Array.of(1, 0, 1) };
    const pair = await subtle.generateKey(make, true, ["sign", "verify"]);
    const proof = base64(await subtle.sign("RSASSA-PKCS1-v1_5", pair.privateKey, message));
    for (const format of ["spki", "jwk"] as const) {
      const exported = await subtle.exportKey(format as "jwk", pair.publicKey);
      const key = format === "jwk" ? exported : base64(exported as never);
      written.push({ algorithm, format, key, usages: ["verify"] });
      signed.push({ algorithm, format, key, how: algorithm, proof, message: base64(message) });
    }
  }
  return { written, signed };
}

const { written, signed } = await writtenKeys();
const read = `(one) => crypto.subtle.importKey(one.format, one.format === "jwk" ? one.key : bytes(one.key), one.algorithm, true, one.usages)`;

/** The text with one bit of its bytes changed. */
const spoilt = (text: string, at: number): string => {
  const bytes = Buffer.from(text, "base64");
  bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << (at % 8));
  return base64(bytes);
};

test("keys are read in every form that Node writes, and written as it writes them", async () => {
  const write = `async (one) => {
    const key = await (${read})(one), forms = [];
    if (one.algorithm.hash) return show(key);
    for (const format of ["raw", "spki", "pkcs8", "jwk"]) forms.push(await told(async () => {
      const made = await crypto.subtle.exportKey(format, key);
      return format === "jwk" ? { ...made } : made;
    }));
    // Node has another name for a form that the key's type does not have.
    return [show(key), forms.map((form) => typeof form === "string" && form.startsWith("refused") ? "refused" : form)];
  }`;
  await expectSame(write, written);
  const inBytes = written.filter(({ format }) => format !== "jwk"); // of a JWK's key_ops Node says so first
  await expectSame(
    write,
    inBytes.map((one) => ({ ...one, usages: ["encrypt"] })),
  );
  await expectSame(
    write,
    written.map((one) => ({ ...one, usages: [] })),
  );
});

test("what Node signed is verified as Node does, and nothing that was changed", async () => {
  const verify = `async (one) => crypto.subtle.verify(one.how, await (${read})(one), bytes(one.proof), bytes(one.message))`;
  const whole = signed.map((one) => ({ ...one, usages: ["verify"] }));
  expect(new Set(await expectSame(verify, whole))).toEqual(new Set([true]));
  const proofs = [0, 13, 35, 63].flatMap((at) => whole.map((one) => ({ ...one, proof: spoilt(one.proof, at) })));
  expect(new Set(await expectSame(verify, proofs))).toEqual(new Set([false]));
  const messages = whole.map((one) => ({ ...one, message: spoilt(one.message, 5) }));
  expect(new Set(await expectSame(verify, messages))).toEqual(new Set([false]));
  const shorter = whole.map((one) => ({ ...one, proof: one.proof.slice(4) }));
  expect(new Set(await expectSame(verify, shorter))).toEqual(new Set([false]));
});

test("two sides agree on a key by their points, as Node does", async () => {
  for (const [curve, derived] of [
    [{ name: "X25519" }, 256],
    [{ name: "ECDH", namedCurve: "P-256" }, 248],
  ] as const) {
    const [a, b] = await Promise.all(
      [1, 2].map(() => subtle.generateKey(curve as never, true, ["deriveBits", "deriveKey"])),
    );
    const pairs = [a, b] as CryptoKeyPair[];
    const [own, ...points] = await Promise.all([
      subtle.exportKey("pkcs8", (pairs[0] as CryptoKeyPair).privateKey).then(base64),
      ...pairs.map(({ publicKey }) => subtle.exportKey("raw", publicKey).then(base64)),
    ]);
    const zero = base64(new Uint8Array(curve.name === "X25519" ? 32 : 65));
    const shown = await expectSame(
      `async ([curve, own, point, length]) => {
        const key = await crypto.subtle.importKey("pkcs8", bytes(own), curve, false, ["deriveBits", "deriveKey"]);
        const other = await crypto.subtle.importKey("raw", bytes(point), curve, false, []);
        const how = { name: curve.name, public: other };
        const shared = await crypto.subtle.deriveKey(how, key, "HKDF", false, ["deriveBits"]);
        return [show(await crypto.subtle.deriveBits(how, key, length)), show(shared), await told(() => crypto.subtle.deriveBits(how, other, length))];
      }`,
      [...points, zero, zero.slice(4)].map((point) => [curve, own, point, derived]),
    );
    expect(shown.slice(0, 2)).not.toContainEqual(expect.stringContaining("refused"));
  }
});

test("keys and signatures that a contract makes are good in Node, and are the same on every worker", async () => {
  const make = `const made = [];
    for (const [algorithm, usages, how] of [
      [{ name: "Ed25519" }, ["sign", "verify"], "Ed25519"],
      [{ name: "ECDSA", namedCurve: "P-256" }, ["sign", "verify"], { name: "ECDSA", hash: "SHA-512" }],
    ]) {
      const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, false, usages);
      const proof = await crypto.subtle.sign(how, privateKey, new Uint8Array([1, 2, 3]));
      const kept = await crypto.subtle.exportKey("jwk", privateKey).catch((error) => error.name);
      made.push([algorithm, how, await crypto.subtle.exportKey("jwk", publicKey), [...new Uint8Array(proof)], kept]);
    }
    const aes = await crypto.subtle.generateKey({ name: "AES-GCM", length: 192 }, true, ["encrypt"]);
    const mac = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-384" }, true, ["sign"]);
    const ids = [crypto.randomUUID(), [...crypto.getRandomValues(new Int16Array(3))]];
    return [made, shape(aes.algorithm), shape(mac.algorithm), ids];`;
  const [made, aes, mac, [id, numbers]] = (await desk.eval(helpers + make)) as [
    [object, string, webcrypto.JsonWebKey, number[], string][],
    ...[object, object, [string, number[]]],
  ];
  for (const [algorithm, how, jwk, proof, kept] of made) {
    const key = await subtle.importKey("jwk", jwk, algorithm as never, true, ["verify"]);
    expect(await subtle.verify(how, key, Uint8Array.from(proof), Uint8Array.of(1, 2, 3))).toBe(true);
    expect(kept).toBe("InvalidAccessError");
  }
  expect([aes, mac]).toEqual([
    { name: "AES-GCM", length: 192 },
    { name: "HMAC", hash: { name: "SHA-384" }, length: 1024 },
  ]);
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(numbers).toHaveLength(3);
  expect(await new Desk().eval(helpers + make)).toEqual(await desk.eval(helpers + make));
});

test("what cannot be is refused by the names that the standard has", async () => {
  const wrong = [
    "crypto.getRandomValues(new Float64Array(1))",
    "crypto.getRandomValues(new Uint8Array(65537))",
    "new Crypto()",
    "new CryptoKey()",
    "new SubtleCrypto()",
    "await crypto.subtle.digest('MD5', new Uint8Array())",
    "await crypto.subtle.digest('SHA-256', 'text')",
    "await crypto.subtle.digest({}, new Uint8Array())",
    "await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, [])",
    "await crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['sing'])",
    "await crypto.subtle.importKey('raw', new Uint8Array(0), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])",
    "await crypto.subtle.importKey('raw', new Uint8Array(8), 'HKDF', true, ['deriveBits'])",
    "await crypto.subtle.importKey('jwk', { kty: 'oct', k: 'AAAA', ext: false }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])",
    "await crypto.subtle.importKey('jwk', { kty: 'EC', k: 'AAAA' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])",
    "await crypto.subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt'])",
    "await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 0 }, true, ['sign'])",
    "await crypto.subtle.generateKey('Ed25519', true, ['encrypt'])",
    "await crypto.subtle.generateKey('Ed25519', true, ['verify'])",
    "await crypto.subtle.sign('HMAC', {}, new Uint8Array())",
    "await crypto.subtle.importKey('raw', new Uint8Array(65), { name: 'ECDH', namedCurve: 'P-256' }, true, [])",
    "await crypto.subtle.importKey('raw', new Uint8Array(65), { name: 'ECDH', namedCurve: 'P-999' }, true, [])",
  ].map((code) => `async () => { ${code}; }`);
  for (const code of wrong) {
    const [guest, node] = await both(code, [null]);
    expect({ code, names: guest }).toEqual({ code, names: node });
    expect(guest).toEqual([expect.stringContaining("refused")]);
  }
});

test("its code lies in the images of contracts that name it, and comes to others when they ask", async () => {
  const gasOf = async (body: string) => (await desk.run(programOf(body), callOf("query"))).gas;
  const without = await gasOf("return 1; // cypto");
  expect(await gasOf("return 1; // crypto")).toBeGreaterThan(1.05 * without);
  const unnamed = `return typeof globalThis["cry" + "pto"].randomUUID();`;
  expect(await desk.eval(unnamed)).toBe("string");
  expect(await gasOf(unnamed)).toBeGreaterThan(5 * without);
});

test("an account's signature is verified by its scheme's rule", async () => {
  const message = new TextEncoder().encode("A message");
  for (const scheme of ["sr25519", "ed25519", "ecdsa"] as const) {
    const pair = keypairFromUri("//Alice", scheme);
    const given = [scheme, [...fromHex(pair.publicKey)], [...message], [...fromHex(pair.sign(message))]];
    const verify = `const [scheme, key, message, signature] = args, bytes = (list) => new Uint8Array(list);
      const check = (a, b, c) => ctx.verify(scheme, bytes(a), typeof b === "string" ? b : bytes(b), bytes(c));
      return [check(key, message, signature), check(key, "A message", signature), check(key, "Another", signature),
        check(key.slice(1), message, signature), check(key, message, signature.slice(1)), check([], [], [])];`;
    expect(await desk.eval(verify, given)).toEqual([true, true, false, false, false, false]);
  }
  await expect(desk.eval("ctx.verify('rsa', '', '', '')")).rejects.toThrow(/one of sr25519, ed25519, ecdsa, ethereum/);
  await expect(desk.eval("ctx.verify('ed25519', [1], '', '')")).rejects.toThrow(/Uint8Array or a text/);
});

test("a contract signs as an account, or for Ethereum, always the same", async () => {
  const seed = [...fromHex(`0x${"4c".repeat(32)}`)];
  const sign = `const [scheme, seed, message] = args, given = new Uint8Array(seed);
    return [[...ctx.publicKey(scheme, given)], [...ctx.sign(scheme, given, new Uint8Array(message))]];`;
  const message = [...new TextEncoder().encode("A message")];
  for (const scheme of ["sr25519", "ed25519", "ecdsa"] as const) {
    const [key, signature] = (await desk.eval(sign, [scheme, seed, message])) as [number[], number[]];
    expect(toHex(Uint8Array.from(key))).toBe(keypairFromSeed(Uint8Array.from(seed), scheme).publicKey);
    const given = [toHex(Uint8Array.from(key)), Uint8Array.from(message), toHex(Uint8Array.from(signature))] as const;
    expect(verifySignature(scheme, ...given)).toBe(true);
    expect(await new Desk().eval(sign, [scheme, seed, message])).toEqual([key, signature]);
  }
  const digest = [...keccak256(Uint8Array.from(message))];
  const [address, signature] = (await desk.eval(sign, ["ethereum", seed, digest])) as [number[], number[]];
  const account = privateKeyToAccount(toHex(Uint8Array.from(seed)));
  expect(getAddress(toHex(Uint8Array.from(address)))).toBe(account.address);
  expect(toHex(Uint8Array.from(signature))).toBe(await account.sign({ hash: toHex(Uint8Array.from(digest)) }));
  const verify = `const [who, digest, signature] = args.map((each) => new Uint8Array(each));
    return [ctx.verify("ethereum", who, digest, signature), ctx.verify("ethereum", who, digest.slice(1), signature),
      ctx.verify("ethereum", who.slice(1), digest, signature), ctx.verify("ethereum", who, digest, signature.slice(1))];`;
  expect(await desk.eval(verify, [address, digest, signature])).toEqual([true, false, false, false]);
  for (const [scheme, bad] of [
    ["sr25519", seed.slice(1)],
    ["ecdsa", new Array(32).fill(0)],
    ["ethereum", []],
  ])
    await expect(desk.eval(sign, [scheme, bad, digest])).rejects.toThrow(/A seed has 32 bytes/);
  await expect(desk.eval(sign, ["ethereum", seed, message])).rejects.toThrow(/a digest of 32 bytes/);
});
