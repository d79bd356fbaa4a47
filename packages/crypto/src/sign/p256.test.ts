import { generateKeyPairSync, sign } from "node:crypto";
import { utf8 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { verifyP256 } from "./p256.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const { x, y } = publicKey.export({ format: "jwk" });
const key = new Uint8Array(Buffer.concat([Buffer.from(String(x), "base64url"), Buffer.from(String(y), "base64url")]));
const message = utf8("phala");
const signature = new Uint8Array(sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }));
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe("verifyP256", () => {
  it("accepts what another implementation signed, with s low or high", () => {
    expect(verifyP256(key, message, signature)).toBe(true);
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
    const other = Buffer.from((order - s).toString(16).padStart(64, "0"), "hex");
    expect(verifyP256(key, message, Uint8Array.from([...signature.subarray(0, 32), ...other]))).toBe(true);
  });

  it("refuses another message, key or signature", () => {
    const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect(verifyP256(key, utf8("phalb"), signature)).toBe(false);
    for (const at of [0, 31, 32, 63]) {
      expect(verifyP256(flipped(key, at), message, signature)).toBe(false);
      expect(verifyP256(key, message, flipped(signature, at))).toBe(false);
    }
    expect(verifyP256(key, message, new Uint8Array(64))).toBe(false);
    expect(verifyP256(new Uint8Array(64), message, signature)).toBe(false);
  });

  it("refuses a key or signature of another length", () => {
    expect(verifyP256(key.subarray(1), message, signature)).toBe(false);
    expect(verifyP256(key, message, signature.subarray(1))).toBe(false);
  });
});
