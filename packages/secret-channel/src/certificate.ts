import { AccountId, fixedBytes, type Hex, MultiSignature, struct, type TypeOf, u32, utf8, vec } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import { errors } from "./errors.ts";

/** An account's grant: a client key may speak for it, to these contracts (none listed: to all), until a block. */
export const Grant = struct({
  /** Ed25519. */
  clientKey: fixedBytes(32),
  contracts: vec(fixedBytes(32), { max: 16 }),
  /** Last block at which requests under it are taken. */
  expiry: u32,
  /** How often the account had revoked when it signed: nothing under it is taken unless the ledger counts as many. */
  revocations: u32,
});
export type Grant = TypeOf<typeof Grant>;

/** A grant with the account's signature: made once, sent inside every query. */
export const Certificate = struct({ account: AccountId, grant: Grant, signature: MultiSignature });
export type Certificate = TypeOf<typeof Certificate>;

/**
 * What the account signs, readable in a wallet and wrapped as wallets wrap text (`<Bytes>…</Bytes>`), so that it can
 * never be mistaken for a transaction.
 */
export function grantStatement(genesis: Hex, { clientKey, contracts, expiry, revocations }: Grant): Uint8Array {
  const lines = [
    "phala/certificate/v1",
    `genesis: ${genesis}`,
    `client key: ${clientKey}`,
    `contracts: ${contracts.length === 0 ? "all" : contracts.join(",")}`,
    `expires at block: ${expiry}`,
    `revocations before: ${revocations}`,
  ];
  return utf8(`<Bytes>${lines.join("\n")}</Bytes>`);
}

/**
 * Checks that the account signed this grant for this network.
 *
 * @throws `channel.CertificateInvalid`
 */
export function verifyGrant(genesis: Hex, { account, grant, signature }: Certificate): void {
  if (!verifySignature(schemes[signature.type], account, grantStatement(genesis, grant), signature.value))
    throw errors.CertificateInvalid();
}

/**
 * Checks that a grant covers a request to `contract` that may be answered up to block `number`.
 *
 * @throws `channel.CertificateForeign`, `channel.CertificateExpired`
 */
export function checkGrant({ contracts, expiry }: Grant, contract: Hex, number: number): void {
  if (contracts.length > 0 && !contracts.includes(contract)) throw errors.CertificateForeign();
  if (number > expiry) throw errors.CertificateExpired({ expiry, block: number });
}

const schemes = { Sr25519: "sr25519", Ed25519: "ed25519", Ecdsa: "ecdsa" } as const;
