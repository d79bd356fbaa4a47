import { decodeAddress, type Hex, toHex } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import { multiSignature } from "@pha/runtime/spec";
import { grantStatement } from "@pha/secret-channel";
import { badParameter, expectText } from "../given/parameter.ts";
import { certifyBy, type WalletCaller } from "./wallet.ts";

/** An account as extension wallets for Substrate give it to pages (`web3Accounts` of `@polkadot/extension-dapp`). */
export interface InjectedAccount {
  /** SS58. */
  readonly address: string;
  /** sr25519 when it is not said. */
  readonly type?: string;
}

/** What signs for it (`web3FromAddress(address).signer`). */
export interface InjectedSigner {
  readonly signRaw?:
    | ((raw: { address: string; data: string; type: "bytes" }) => Promise<{ readonly signature: string }>)
    | undefined;
}

/**
 * An extension wallet's account as a caller of contracts. It is asked to sign once per certificate.
 *
 * @throws `sdk.BadParameter`, `codec.BadAddress`
 */
export function injectedCaller(account: InjectedAccount, signer: InjectedSigner): WalletCaller {
  const { address, type = "sr25519" } = Object(account) as InjectedAccount;
  expectText("account.address", address);
  if (!isScheme(type))
    throw badParameter("account.type", "sr25519, ed25519 or ecdsa; evmCaller takes EVM accounts", type);
  const { signRaw } = Object(signer) as InjectedSigner;
  if (typeof signRaw !== "function") throw badParameter("signer", "a wallet's signer with signRaw", signer);
  const accountId = decodeAddress(address).account;
  return {
    accountId,
    certify: (genesis, grant) =>
      certifyBy(accountId, genesis, grant, async () => {
        const data = toHex(grantStatement(genesis, grant));
        const { signature } = await signRaw.call(signer, { address, data, type: "bytes" });
        return multiSignature(type, signature as Hex);
      }),
  };
}

const isScheme = (type: string): type is Scheme => ["sr25519", "ed25519", "ecdsa"].includes(type);
