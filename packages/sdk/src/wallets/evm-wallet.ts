import { type Hex, toHex, utf8 } from "@pha/codec";
import { evmAccountOf } from "@pha/crypto";
import { type Call, makeCall } from "@pha/frame";
import { certificates, isSignedRevocation, revocationText } from "@pha/runtime/spec";
import { type GrantSignature, grantText, typedGrant } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import { expectAddress, expectOptions, expectProvider, oneOf } from "../given/parameter.ts";
import { askWallet, certifyBy, type WalletCaller } from "./wallet.ts";

/** What an EVM wallet gives to pages (EIP-1193); they find it as EIP-6963 says. */
export interface EvmProvider {
  request(asked: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

export interface EvmCallerOptions {
  /** `typed`: the wallet shows the grant field by field (EIP-712). `text`: as a text (EIP-191), for wallets without that. */
  readonly how?: "typed" | "text";
}

/** An EVM account: it has no key on the ledger, and ends its certificates by what others submit. */
export interface EvmCaller extends WalletCaller {
  /**
   * Has the wallet sign a text that ends all certificates signed so far; `Network.revocation` knows the count.
   *
   * @returns a call that anybody may submit, once
   * @throws `sdk.WalletRefused`, `sdk.WalletSignature`
   */
  revocation(genesis: Hex, revocations: number): Promise<Call>;
}

/**
 * An EVM wallet's account as a caller of contracts: `ctx.caller` is its address and `@evm_address`. It is asked to sign once
 * per certificate.
 *
 * @throws `sdk.BadParameter`
 */
export function evmCaller(provider: EvmProvider, address: Hex, options: EvmCallerOptions = {}): EvmCaller {
  expectProvider(provider);
  expectAddress(address);
  expectOptions(options, { how: oneOf("typed", "text") });
  const { how = "typed" } = options;
  const signer = address.toLowerCase() as Hex;
  const accountId = evmAccountOf(signer);
  const ask = async (method: string, params: readonly unknown[]) =>
    recoverable(await provider.request({ method, params }));
  const askText = (text: string) => ask("personal_sign", [toHex(utf8(text)), address]);
  return {
    accountId,
    certify(genesis, grant) {
      const sign = async (): Promise<GrantSignature> =>
        how === "typed"
          ? {
              type: "Eip712",
              value: await ask("eth_signTypedData_v4", [address, JSON.stringify(typedGrant(genesis, grant))]),
            }
          : { type: "Eip191", value: await askText(grantText(genesis, grant)) };
      return certifyBy(accountId, genesis, grant, sign);
    },
    async revocation(genesis, revocations) {
      const signature = await askWallet(accountId, () => askText(revocationText(genesis, revocations)));
      const signed = { address: signer, revocations, signature };
      if (!isSignedRevocation(genesis, signed)) throw errors.WalletSignature({ account: accountId, how: "Eip191" });
      return makeCall(certificates, "revoke_evm", signed);
    },
  };
}

/** `r ‖ s ‖ v` with v = 0 or 1, of wallets' 27 or 28. What is no signature stays, and fails as one. */
function recoverable(signature: unknown): Hex {
  const text = String(signature).toLowerCase();
  if (!/^0x[0-9a-f]{130}$/.test(text)) throw new Error("it answers without a signature of 65 bytes");
  const v = Number.parseInt(text.slice(-2), 16);
  return `${text.slice(0, -2)}${toHex(Uint8Array.of(v < 27 ? v : v - 27)).slice(2)}` as Hex;
}
