import { AccountId, enumeration, fixedBytes, type Hex, struct, type TypeOf, u32, utf8, variant, vec } from "@pha/codec";
import { evmAccountOf, personalDigest, recoverEthAddress, verifySignature } from "@pha/crypto";
import { errors } from "./errors.ts";
import { typedGrantDigest } from "./typed-grant.ts";

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

/**
 * How an account signed: as accounts of the ledger do over {@link grantStatement}; or as EVM wallets do, `r ‖ s ‖ v` with
 * v = 0 or 1, over {@link grantText} (EIP-191) or {@link typedGrant} (EIP-712).
 */
export const GrantSignature = enumeration({
  Ed25519: variant(0, fixedBytes(64)),
  Sr25519: variant(1, fixedBytes(64)),
  Ecdsa: variant(2, fixedBytes(65)),
  Eip191: variant(3, fixedBytes(65)),
  Eip712: variant(4, fixedBytes(65)),
});
export type GrantSignature = TypeOf<typeof GrantSignature>;

/** A grant with the account's signature: made once, sent inside every query. */
export const Certificate = struct({ account: AccountId, grant: Grant, signature: GrantSignature });
export type Certificate = TypeOf<typeof Certificate>;

/** A grant as a text that people can read. */
export function grantText(genesis: Hex, { clientKey, contracts, expiry, revocations }: Grant): string {
  return [
    "phala/certificate/v1",
    `genesis: ${genesis}`,
    `client key: ${clientKey}`,
    `contracts: ${contracts.length === 0 ? "all" : contracts.join(",")}`,
    `expires at block: ${expiry}`,
    `revocations before: ${revocations}`,
  ].join("\n");
}

/**
 * What an account of the ledger signs: wrapped as wallets wrap text (`<Bytes>…</Bytes>`), so that it can never be
 * mistaken for a transaction.
 */
export const grantStatement = (genesis: Hex, grant: Grant): Uint8Array =>
  utf8(`<Bytes>${grantText(genesis, grant)}</Bytes>`);

/**
 * Checks that the account signed this grant for this network.
 *
 * @throws `channel.CertificateInvalid`
 */
export function verifyGrant(genesis: Hex, { account, grant, signature }: Certificate): void {
  if (!isSigned(genesis, account, grant, signature)) throw errors.CertificateInvalid();
}

function isSigned(genesis: Hex, account: Hex, grant: Grant, { type, value }: GrantSignature): boolean {
  switch (type) {
    case "Eip191":
      return isByWallet(account, personalDigest(utf8(grantText(genesis, grant))), value);
    case "Eip712":
      return isByWallet(account, typedGrantDigest(genesis, grant), value);
    default:
      return verifySignature(schemes[type], account, grantStatement(genesis, grant), value);
  }
}

function isByWallet(account: Hex, digest: Uint8Array, signature: Hex): boolean {
  const address = recoverEthAddress(digest, signature);
  return address !== undefined && evmAccountOf(address) === account;
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
