import { fail } from "@pha/contract-kit";
import { base58, base64urlnopad } from "@scure/base";
import type { JWK } from "jose";

/** Types of keys in a `did:key`, by the multicodec before the key: its curve, and how many bytes follow. */
const keyTypes = [
  { code: [0xed, 0x01], crv: "Ed25519", length: 32 },
  { code: [0x80, 0x24], crv: "P-256", length: 33 },
] as const;

/**
 * The key that a DID is: of `did:key` (Ed25519, P-256) and `did:jwk`, which say it themselves, so that nobody is asked.
 *
 * @throws `BadDid`
 */
export function keyOf(did: string): JWK {
  const [, method, identifier = ""] = /^did:(key|jwk):([A-Za-z0-9_-]{1,400})$/.exec(did) ?? [];
  try {
    if (method === "jwk") return publicPart(JSON.parse(new TextDecoder().decode(base64urlnopad.decode(identifier))));
    if (method === "key" && identifier.startsWith("z")) return ofMultikey(base58.decode(identifier.slice(1)));
  } catch {
    return refuse();
  }
  return refuse();
}

const refuse = (): never => fail("BadDid", "A DID here is a did:key of Ed25519 or P-256, or a did:jwk of such a key.");

function ofMultikey(bytes: Uint8Array): JWK {
  const type = keyTypes.find(({ code }) => code.every((byte, i) => bytes[i] === byte));
  const key = bytes.subarray(2);
  if (!type || key.length !== type.length) return refuse();
  if (type.crv === "Ed25519") return { kty: "OKP", crv: type.crv, x: base64urlnopad.encode(key) };
  return { kty: "EC", crv: type.crv, ...pointOf(key) };
}

/** A private key must not be a name, and one that is to encrypt signs nothing (The did:jwk Method, 2.2). */
function publicPart({ kty, crv, x, y, d, use }: JWK): JWK {
  if (d !== undefined || use === "enc" || !x) return refuse();
  if (kty === "OKP" && crv === "Ed25519") return { kty, crv, x };
  return kty === "EC" && crv === "P-256" && y ? { kty, crv, x, y } : refuse();
}

/** The field of P-256, and what makes its curve y² = x³ - 3x + b (FIPS 186-5, SP 800-186). */
const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Both coordinates of a compressed point (SEC 1, 2.3.4): web cryptography takes no other. */
function pointOf(compressed: Uint8Array): { readonly x: string; readonly y: string } {
  const sign = compressed[0];
  const x = numberOf(compressed.subarray(1));
  const square = (((x * x - 3n) % p) * x + b) % p;
  const root = power(square < 0n ? square + p : square, (p + 1n) / 4n);
  if ((sign !== 2 && sign !== 3) || x >= p || (root * root - square) % p !== 0n) return refuse();
  const y = (root & 1n) === BigInt(sign & 1) ? root : p - root;
  return { x: coordinate(x), y: coordinate(y) };
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % p)
    if (rest & 1n) result = (result * square) % p;
  return result;
}

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

const coordinate = (number: bigint): string =>
  base64urlnopad.encode(Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * (31 - i))) & 0xffn)));
