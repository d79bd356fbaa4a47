import { concat, fromHex, type Hex, u32be, utf8 } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import type { Grant } from "./certificate.ts";

const domainTypes = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "salt", type: "bytes32" },
] as const;

const grantTypes = [
  { name: "purpose", type: "string" },
  { name: "clientKey", type: "bytes32" },
  { name: "contracts", type: "bytes32[]" },
  { name: "expiresAtBlock", type: "uint32" },
  { name: "revocationsBefore", type: "uint32" },
] as const;

const [name, version] = ["Phala Certificate", "1"];
const purpose = "Who has the client key may ask contracts as you; none listed: all of them.";

/**
 * A grant as EVM wallets show it, field by field: what `eth_signTypedData_v4` takes (EIP-712). The salt of its domain is
 * the network's genesis hash.
 */
export const typedGrant = (genesis: Hex, { clientKey, contracts, expiry, revocations }: Grant) =>
  ({
    domain: { name, version, salt: genesis },
    types: { EIP712Domain: domainTypes, Certificate: grantTypes },
    primaryType: "Certificate",
    message: { purpose, clientKey, contracts, expiresAtBlock: expiry, revocationsBefore: revocations },
  }) as const;

const typeHash = (type: string, fields: readonly { readonly name: string; readonly type: string }[]): Uint8Array =>
  hashText(`${type}(${fields.map((field) => `${field.type} ${field.name}`).join()})`);
const hashText = (text: string): Uint8Array => keccak256(utf8(text));
const word = (number: number): Uint8Array => concat(new Uint8Array(28), u32be(number));

/** The 32 bytes that are signed of {@link typedGrant}. */
export function typedGrantDigest(genesis: Hex, { clientKey, contracts, expiry, revocations }: Grant): Uint8Array {
  const domainType = typeHash("EIP712Domain", domainTypes);
  const domain = keccak256(concat(domainType, hashText(name), hashText(version), fromHex(genesis)));
  const listed = keccak256(concat(...contracts.map(fromHex)));
  const fields = [
    typeHash("Certificate", grantTypes),
    hashText(purpose),
    fromHex(clientKey),
    listed,
    word(expiry),
    word(revocations),
  ];
  return keccak256(concat(Uint8Array.of(0x19, 0x01), domain, keccak256(concat(...fields))));
}
