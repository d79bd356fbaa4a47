import type { AccountId, Hex } from "@pha/codec";
import { type Grant, type GrantSignature, verifyGrant } from "@pha/secret-channel";
import { errors } from "../errors.ts";

/** An account in a wallet, which may ask contracts: it certifies a client key, and the client key signs what is asked. */
export interface WalletCaller {
  readonly accountId: AccountId;
  /** Has the wallet sign the grant. */
  certify(genesis: Hex, grant: Grant): Promise<GrantSignature>;
}

/**
 * Has a wallet sign, and holds what it gives against the account.
 *
 * @throws `sdk.WalletRefused` when it does not sign, `sdk.WalletSignature` when it signs otherwise.
 */
export async function certifyBy(
  account: AccountId,
  genesis: Hex,
  grant: Grant,
  sign: () => Promise<GrantSignature>,
): Promise<GrantSignature> {
  const signature = await askWallet(account, sign);
  try {
    verifyGrant(genesis, { account, grant, signature });
  } catch (cause) {
    throw errors.WalletSignature({ account, how: signature.type }, cause);
  }
  return signature;
}

/** @throws `sdk.WalletRefused` when the wallet does not sign. */
export const askWallet = <T>(account: AccountId, sign: () => Promise<T>): Promise<T> =>
  sign().catch((cause: unknown) => {
    throw errors.WalletRefused({ account, reason: reasonOf(cause) }, cause);
  });

/** What a wallet says, which need not be an `Error` (EIP-1193). */
function reasonOf(cause: unknown): string {
  const { message } = Object(cause) as { readonly message?: unknown };
  return (typeof message === "string" ? message : String(cause)).slice(0, 256);
}
