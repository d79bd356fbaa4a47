import { type Hex, toHex, utf8 } from "@pha/codec";
import { evmAccountOf } from "@pha/crypto";
import { type GrantSignature, grantText, typedGrant } from "@pha/secret-channel";
import { expectAddress, expectOptions, expectProvider, oneOf } from "../given/parameter.ts";
import { certifyBy, type WalletCaller } from "./wallet.ts";

/** What an EVM wallet gives to pages (EIP-1193); they find it as EIP-6963 says. */
export interface EvmProvider {
  request(asked: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

export interface EvmCallerOptions {
  /** `typed`: the wallet shows the grant field by field (EIP-712). `text`: as a text (EIP-191), for wallets without that. */
  readonly how?: "typed" | "text";
}

/**
 * An EVM wallet's account as a caller of contracts: `ctx.caller` is its address and `@evm_address`. It is asked to sign once
 * per certificate. Such a certificate cannot be revoked before it expires.
 *
 * @throws `sdk.BadParameter`
 */
export function evmCaller(provider: EvmProvider, address: Hex, options: EvmCallerOptions = {}): WalletCaller {
  expectProvider(provider);
  expectAddress(address);
  expectOptions(options, { how: oneOf("typed", "text") });
  const { how = "typed" } = options;
  const accountId = evmAccountOf(address.toLowerCase() as Hex);
  return {
    accountId,
    certify(genesis, grant) {
      const [type, method, params] =
        how === "typed"
          ? (["Eip712", "eth_signTypedData_v4", [address, JSON.stringify(typedGrant(genesis, grant))]] as const)
          : (["Eip191", "personal_sign", [toHex(utf8(grantText(genesis, grant))), address]] as const);
      const sign = async (): Promise<GrantSignature> => ({
        type,
        value: recoverable(await provider.request({ method, params })),
      });
      return certifyBy(accountId, genesis, grant, sign);
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
