import { type Hex, toHex, utf8 } from "@pha/codec";
import { evmAccountOf, keypairFromUri, personalDigest } from "@pha/crypto";
import fc from "fast-check";
import { hashMessage, hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it, test } from "vitest";
import { type Grant, type GrantSignature, grantText, verifyGrant } from "./certificate.ts";
import { errors } from "./errors.ts";
import { typedGrant, typedGrantDigest } from "./typed-grant.ts";

const wallet = privateKeyToAccount(`0x${"17".repeat(32)}`);
const account = evmAccountOf(wallet.address.toLowerCase() as Hex);

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const grants = fc.record<Grant>({
  clientKey: hash,
  contracts: fc.array(hash, { maxLength: 16 }),
  expiry: u32,
  revocations: u32,
});

/** As a certificate has it: wallets write 27 and 28 for 0 and 1. */
const signatureOf = (type: "Eip191" | "Eip712", signature: Hex): GrantSignature => ({
  type,
  value: `${signature.slice(0, -2)}0${Number.parseInt(signature.slice(-2), 16) - 27}` as Hex,
});
const byText = async (genesis: Hex, grant: Grant) =>
  signatureOf("Eip191", await wallet.signMessage({ message: grantText(genesis, grant) }));
const byFields = async (genesis: Hex, grant: Grant) =>
  signatureOf("Eip712", await wallet.signTypedData(typedGrant(genesis, grant)));

test("what is signed is what a wallet computes of the same fields, or of the same text (property)", () => {
  fc.assert(
    fc.property(hash, grants, (genesis, grant) => {
      expect(toHex(typedGrantDigest(genesis, grant))).toBe(hashTypedData(typedGrant(genesis, grant)));
      const text = grantText(genesis, grant);
      expect(toHex(personalDigest(utf8(text)))).toBe(hashMessage(text));
    }),
  );
});

it("shows every field by name, and says what for", () => {
  const [genesis, clientKey, contract] = [1, 2, 3].map((byte) => toHex(new Uint8Array(32).fill(byte))) as [
    Hex,
    Hex,
    Hex,
  ];
  expect(typedGrant(genesis, { clientKey, contracts: [contract], expiry: 7_200, revocations: 2 })).toEqual({
    domain: { name: "Phala Certificate", version: "1", salt: genesis },
    types: {
      EIP712Domain: [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
        { name: "salt", type: "bytes32" },
      ],
      Certificate: [
        { name: "purpose", type: "string" },
        { name: "clientKey", type: "bytes32" },
        { name: "contracts", type: "bytes32[]" },
        { name: "expiresAtBlock", type: "uint32" },
        { name: "revocationsBefore", type: "uint32" },
      ],
    },
    primaryType: "Certificate",
    message: {
      purpose: "Who has the client key may ask contracts as you; none listed: all of them.",
      ...{ clientKey, contracts: [contract], expiresAtBlock: 7_200, revocationsBefore: 2 },
    },
  });
});

describe.each([
  ["EIP-191", byText],
  ["EIP-712", byFields],
])("a certificate by %s", (_, sign) => {
  it("is the account's whose address the signature recovers, and nobody else's (property)", async () => {
    await fc.assert(
      fc.asyncProperty(hash, grants, hash, async (genesis, grant, other) => {
        fc.pre(other !== genesis && other !== grant.clientKey);
        const signature = await sign(genesis, grant);
        verifyGrant(genesis, { account, grant, signature });
        const stranger = evmAccountOf(other.slice(0, 42) as Hex);
        const sr25519 = keypairFromUri("//Alice", "sr25519").accountId;
        const lies = [
          [other, { account, grant, signature }],
          [genesis, { account: stranger, grant, signature }],
          [genesis, { account: sr25519, grant, signature }],
          [genesis, { account, grant: { ...grant, clientKey: other }, signature }],
          [genesis, { account, grant: { ...grant, contracts: [other] }, signature }],
          [genesis, { account, grant: { ...grant, expiry: (grant.expiry + 1) % 2 ** 32 }, signature }],
          [genesis, { account, grant: { ...grant, revocations: (grant.revocations + 1) % 2 ** 32 }, signature }],
          [genesis, { account, grant, signature: { ...signature, value: `${signature.value.slice(0, -2)}1b` as Hex } }],
        ] as const;
        for (const [network, certificate] of lies)
          expect(() => verifyGrant(network, certificate)).toThrow(
            expect.objectContaining({ code: errors.CertificateInvalid.code }),
          );
      }),
      { numRuns: 20 },
    );
  });

  it("is not one of the other kind", async () => {
    const genesis = toHex(new Uint8Array(32).fill(1));
    const grant = { clientKey: genesis, contracts: [], expiry: 1, revocations: 0 };
    const { value } = await sign(genesis, grant);
    const kinds = (["Eip191", "Eip712", "Ecdsa"] as const).filter((type) => {
      try {
        verifyGrant(genesis, { account, grant, signature: { type, value } });
        return true;
      } catch {
        return false;
      }
    });
    expect(kinds).toHaveLength(1);
  });
});
