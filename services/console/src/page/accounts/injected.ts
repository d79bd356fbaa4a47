import { encode, fromHex } from "@pha/codec";
import { decodeAddress, errors, type Hex, type InjectedSigner, injectedCaller, toHex } from "@pha/sdk";
import { decodePayload, Era } from "@pha/sdk/pallets";
import type { Account } from "./account.ts";

/** What extension wallets put into pages, each under its name. @see https://github.com/polkadot-js/extension */
interface Injected {
  readonly enable: (origin: string) => Promise<Enabled>;
}

interface Enabled {
  readonly accounts: { readonly get: () => Promise<readonly InjectedAccount[]> };
  readonly signer: InjectedSigner & {
    readonly signPayload?: (payload: unknown) => Promise<{ readonly signature: string }>;
  };
}

interface InjectedAccount {
  readonly address: string;
  readonly name?: string;
  readonly type?: string;
}

type Scheme = Account["signer"]["scheme"];

/** Lengths of signatures, in bytes: wallets put the scheme's number before them. */
const signatureBytes: Readonly<Record<Scheme, number>> = { sr25519: 64, ed25519: 64, ecdsa: 65 };

const isScheme = (type: string): type is Scheme => Object.hasOwn(signatureBytes, type);

/** Names of the wallets in this browser. */
export const listWallets = (): readonly string[] => Object.keys(walletsOf(window));

const walletsOf = (of: object): Readonly<Record<string, Injected>> =>
  (of as { readonly injectedWeb3?: Readonly<Record<string, Injected>> }).injectedWeb3 ?? {};

/**
 * The accounts that a wallet lets this page use; the wallet asks its owner.
 *
 * @throws `sdk.WalletRefused`
 */
export async function connectWallet(name: string): Promise<readonly Account[]> {
  const enabled = await walletsOf(window)
    [name]?.enable("the console")
    .catch((cause: unknown) => {
      throw errors.WalletRefused({ reason: String(Object(cause).message ?? cause) }, cause);
    });
  if (enabled === undefined) return [];
  const accounts = await enabled.accounts.get();
  return accounts.flatMap(({ address, name: called = address, type = "sr25519" }) =>
    isScheme(type) ? [accountOf(enabled, { address, called, scheme: type })] : [],
  );
}

function accountOf(
  { signer }: Enabled,
  { address, called, scheme }: { readonly address: string; readonly called: string; readonly scheme: Scheme },
): Account {
  const accountId = decodeAddress(address).account;
  const refuse = (reason: string, cause?: unknown) => errors.WalletRefused({ account: accountId, reason }, cause);
  const sign = async (message: Uint8Array): Promise<Hex> => {
    if (signer.signPayload === undefined) throw refuse("it signs no transactions");
    // What is longer than 256 bytes is signed by its hash alone, of which no wallet could show what it is.
    if (message.length === 32) throw refuse("the call is too long for a wallet to show; sign it with ./pha");
    const { signature } = await signer.signPayload(payloadFor(address, message)).catch((cause: unknown) => {
      throw refuse(String(Object(cause).message ?? cause), cause);
    });
    return toHex(fromHex(signature as Hex).slice(-signatureBytes[scheme]));
  };
  const caller = signer.signRaw ? injectedCaller({ address, type: scheme }, signer) : { scheme, accountId, sign };
  return { name: called, accountId, signer: { scheme, accountId, sign }, caller, kept: "wallet" };
}

/** What is to be signed, taken apart as wallets show it: they put the same bytes together again. */
function payloadFor(address: string, message: Uint8Array) {
  const { callBytes, extra, additional } = decodePayload(message);
  const number = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;
  return {
    address,
    blockHash: additional.eraBlockHash,
    blockNumber: number(0), // of wallets' display alone
    era: toHex(encode(Era, extra.era)),
    genesisHash: additional.genesisHash,
    method: toHex(callBytes),
    nonce: number(extra.nonce),
    signedExtensions,
    specVersion: number(additional.specVersion),
    tip: `0x${extra.tip.toString(16).padStart(32, "0")}`,
    transactionVersion: number(additional.transactionVersion),
    version: 4,
  };
}

/** As the ledger's metadata has them, in order. */
const signedExtensions = [
  ...["CheckNonZeroSender", "CheckSpecVersion", "CheckTxVersion", "CheckGenesis"],
  ...["CheckMortality", "CheckNonce", "CheckWeight", "ChargeTransactionPayment"],
];
