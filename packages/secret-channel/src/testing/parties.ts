import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, keypairFromUri, purePrimitives, type Scheme } from "@pha/crypto";
import type { Call } from "../call.ts";
import { type Certificate, type Grant, grantStatement } from "../certificate.ts";
import type { Caller } from "../request.ts";
import type { Scope } from "../scope.ts";

const hex32 = (byte: string): Hex => `0x${byte.repeat(32)}`;

/** A contract's key pair; its secret is in enclaves only. */
export const contractKeys = purePrimitives.x25519.generate();
export const contractKey: Hex = toHex(contractKeys.publicKey);

/** A contract on a network. */
export const scope: Scope = { genesis: hex32("01"), contract: hex32("c0"), codeHash: hex32("cc"), epoch: 0 };

/** Every other scope that differs in one part. */
export const otherScopes: readonly (readonly [string, Scope])[] = [
  ["network", { ...scope, genesis: hex32("02") }],
  ["contract", { ...scope, contract: hex32("c1") }],
  ["code", { ...scope, codeHash: hex32("cd") }],
  ["epoch", { ...scope, epoch: 1 }],
];

export const alice: Keypair = keypairFromUri("//Alice", "sr25519");
export const bob: Keypair = keypairFromUri("//Bob", "sr25519");

export const call: Call = { method: "bid", args: utf8('{"amount":"7"}') };

const variants = { sr25519: "Sr25519", ed25519: "Ed25519", ecdsa: "Ecdsa" } as const;

/** A client key and the certificate that an account gives it. */
export function certified(
  account: Keypair = alice,
  grant: Partial<Grant> = {},
  { genesis = scope.genesis, scheme = account.scheme as Scheme } = {},
): Caller & { readonly certificate: Certificate } {
  const clientSecret = purePrimitives.randomBytes(32);
  const clientKey = toHex(purePrimitives.ed25519.publicKey(clientSecret));
  const whole = { clientKey, contracts: [], expiry: 1_000, revocations: 0, ...grant };
  const signature = { type: variants[scheme], value: account.sign(grantStatement(genesis, whole)) };
  return { certificate: { account: account.accountId, grant: whole, signature }, clientSecret };
}
