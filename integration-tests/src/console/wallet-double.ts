import { Keyring } from "@polkadot/api";
import { TypeRegistry } from "@polkadot/types";
import type { SignerPayloadJSON } from "@polkadot/types/types";
import type { Page } from "playwright-core";

/**
 * A wallet extension of one development account, where pages look for such: it signs as the real one does, by the same
 * library, out of the parts that the page shows it.
 */
export async function installWallet(page: Page, uri: string): Promise<void> {
  const pair = new Keyring({ type: "sr25519" }).addFromUri(uri);
  await page.exposeFunction("signByDouble", (payload: SignerPayloadJSON) => {
    const registry = new TypeRegistry();
    registry.setSignedExtensions(payload.signedExtensions);
    return registry.createType("ExtrinsicPayload", payload, { version: payload.version }).sign(pair);
  });
  await page.addInitScript((address: string) => {
    const signPayload = Reflect.get(window, "signByDouble");
    const accounts = { get: async () => [{ address, name: "Mine", type: "sr25519" }] };
    const enable = async () => ({ accounts, signer: { signPayload } });
    Object.assign(window, { injectedWeb3: { double: { version: "1", enable } } });
  }, pair.address);
}
