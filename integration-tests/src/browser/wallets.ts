/** Wallets as extensions put them into a page, and how pages find them. */
import { encodeAddress, fromHex, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { type EvmCaller, type EvmProvider, evmCaller, injectedCaller, type WalletCaller } from "@pha/sdk";
import { web3Accounts, web3Enable, web3FromAddress } from "@polkadot/extension-dapp";
import { privateKeyToAccount } from "viem/accounts";

const announcing = "eip6963:announceProvider";
const requesting = "eip6963:requestProvider";

/** An EVM wallet of one key, which viem signs with. It announces itself to whoever asks (EIP-6963). */
export function installEvmWallet(onAsked: (method: string) => void): void {
  const key = privateKeyToAccount(`0x${"17".repeat(32)}`);
  const provider: EvmProvider = {
    async request({ method, params: [first, second] = [] }) {
      onAsked(method);
      switch (method) {
        case "eth_requestAccounts":
          return [key.address];
        case "eth_signTypedData_v4":
          return key.signTypedData(JSON.parse(second as string));
        case "personal_sign":
          return key.signMessage({ message: { raw: first as Hex } });
        default:
          throw Object.assign(new Error(`${method} is not there`), { code: 4200 });
      }
    },
  };
  const info = { uuid: crypto.randomUUID(), name: "A double", icon: "data:,", rdns: "test.double" };
  const detail = Object.freeze({ info, provider });
  window.addEventListener(requesting, () => window.dispatchEvent(new CustomEvent(announcing, { detail })));
}

/** The account of the first EVM wallet that announces itself. */
export async function evmAccount(how: "typed" | "text"): Promise<EvmCaller> {
  const provider = await new Promise<EvmProvider>((resolve) => {
    window.addEventListener(announcing, (event) => resolve((event as CustomEvent).detail.provider), { once: true });
    window.dispatchEvent(new Event(requesting));
  });
  const [address] = (await provider.request({ method: "eth_requestAccounts" })) as Hex[];
  return evmCaller(provider, address as Hex, { how });
}

/** An extension wallet of one account, where `@polkadot/extension-dapp` looks for such. */
export function installExtension(pair: Keypair, onAsked: (method: string) => void): void {
  const account = { address: encodeAddress(pair.accountId, 42), type: pair.scheme };
  const signRaw = async ({ data }: { readonly data: string }) => {
    onAsked("signRaw");
    return { id: 1, signature: pair.sign(fromHex(data as Hex)) };
  };
  const enable = async () => ({
    accounts: { get: async () => [account], subscribe: () => () => {} },
    signer: { signRaw },
  });
  Object.assign(window, { injectedWeb3: { double: { version: "1", enable } } });
}

/** The first account of the wallets that the page may use. */
export async function extensionAccount(): Promise<WalletCaller> {
  await web3Enable("a page");
  const [account] = await web3Accounts();
  if (!account) throw new TypeError("there is no account");
  const { address, type = "sr25519" } = account;
  const { signer } = await web3FromAddress(address);
  return injectedCaller({ address, type }, signer);
}
