import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex, toHex, u32be } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { purePrimitives } from "../pure.ts";
import { randomScalar, readG1, readG2, writeScalar } from "./group.ts";
import { blsPublicKey, signBls } from "./signature.ts";

const { Fp, Fp2, Fr } = bls12_381.fields;
const secret = writeScalar(7n);
const badPoint = expect.toSatisfy(errors.BadPoint.is);

/** Bytes with flags in the first three bits. */
const flagged = (flags: number, bytes: Uint8Array): Hex =>
  toHex(bytes.map((byte, i) => (i === 0 ? byte | (flags << 5) : byte)));

/** The first that a search finds. */
function first<T>(search: (attempt: number) => T | undefined): T {
  for (let attempt = 0; ; attempt++) {
    const found = search(attempt);
    if (found !== undefined) return found;
  }
}

const isSquare = (root: () => unknown): boolean => {
  try {
    root();
    return true;
  } catch {
    return false;
  }
};

describe("a point of G1", () => {
  const good = signBls(secret, "test", new Uint8Array());

  it("is read as it was written", () => {
    expect(toHex(readG1(good).toBytes(true))).toBe(good);
  });

  it("is refused outside of the group, though it lies on the curve", () => {
    const x = first((i) => (isSquare(() => Fp.sqrt(BigInt(i) ** 3n + 4n)) ? BigInt(i) : undefined));
    expect(() => readG1(flagged(0b100, Fp.toBytes(x)))).toThrow(badPoint);
  });

  it("is refused in any other form: whole, infinite, cut, beyond the modulus", () => {
    const small = first((i) => {
      const signature = fromHex(signBls(secret, "test", u32be(i)));
      const [flags, x] = [(signature[0] as number) >> 5, BigInt(toHex(signature)) & ((1n << 381n) - 1n)];
      return x + Fp.ORDER < 1n << 381n ? { flags, x } : undefined;
    });
    const beyond = fromHex(`0x${(small.x + Fp.ORDER).toString(16).padStart(96, "0")}`);
    const forms = [
      toHex(readG1(good).toBytes(false)),
      flagged(0b110, new Uint8Array(48)),
      good.slice(0, -2) as Hex,
      flagged(small.flags, beyond),
    ];
    for (const form of forms) expect(() => readG1(form)).toThrow(badPoint);
  });
});

describe("a point of G2", () => {
  const good = blsPublicKey(secret);

  it("is refused outside of the group, though it lies on the curve", () => {
    const b = Fp2.fromBigTuple([4n, 4n]);
    const x = first((i) => {
      const tried = Fp2.fromBigTuple([BigInt(i), 0n]);
      return isSquare(() => Fp2.sqrt(Fp2.add(Fp2.pow(tried, 3n), b))) ? BigInt(i) : undefined;
    });
    const bytes = new Uint8Array(96);
    bytes.set(Fp.toBytes(x), 48);
    expect(() => readG2(flagged(0b100, bytes))).toThrow(badPoint);
  });

  it("is refused in any other form: whole, infinite, cut, beyond the modulus", () => {
    const beyond = (BigInt(`0x${good.slice(-96)}`) + Fp.ORDER).toString(16).padStart(96, "0");
    const forms = [
      toHex(readG2(good).toBytes(false)),
      flagged(0b110, new Uint8Array(96)),
      good.slice(0, -2) as Hex,
      `${good.slice(0, -96)}${beyond}` as Hex,
    ];
    for (const form of forms) expect(() => readG2(form)).toThrow(badPoint);
  });
});

describe("a scalar", () => {
  it("is read below the order of the field, and not zero", () => {
    for (const value of [1n, Fr.ORDER - 1n]) expect(() => blsPublicKey(writeScalar(value))).not.toThrow();
    for (const value of [0n, Fr.ORDER]) {
      const bytes = fromHex(`0x${value.toString(16).padStart(64, "0")}`);
      expect(() => blsPublicKey(bytes)).toThrow(expect.toSatisfy(errors.BadScalar.is));
    }
  });

  it("is never drawn as zero", () => {
    const drawn = (value: bigint) =>
      randomScalar({ ...purePrimitives, randomBytes: () => fromHex(`0x${value.toString(16).padStart(96, "0")}`) });
    expect([0n, Fr.ORDER - 2n, Fr.ORDER - 1n].map(drawn)).toEqual([1n, Fr.ORDER - 1n, 1n]);
  });
});
