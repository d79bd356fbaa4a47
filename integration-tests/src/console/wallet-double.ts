import { Keyring } from "@polkadot/api";
import { TypeRegistry } from "@polkadot/types";
import type { SignerPayloadJSON } from "@polkadot/types/types";
import type { Page } from "playwright-core";

/**
 * A wallet extension of development accounts, all of one name, where pages look for such: it signs as the real one does, by
 * the same library, out of the parts that the page shows it.
 */
export async function installWallet(page: Page, ...uris: readonly string[]): Promise<void> {
  const keyring = new Keyring({ type: "sr25519" });
  const addresses = uris.map((uri) => keyring.addFromUri(uri).address);
  await page.exposeFunction("signByDouble", (payload: SignerPayloadJSON) => {
    const registry = new TypeRegistry();
    registry.setSignedExtensions(payload.signedExtensions);
    return registry
      .createType("ExtrinsicPayload", payload, { version: payload.version })
      .sign(keyring.getPair(payload.address));
  });
  await page.addInitScript((given: readonly string[]) => {
    const signPayload = Reflect.get(window, "signByDouble");
    const accounts = { get: async () => given.map((address) => ({ address, name: "Mine", type: "sr25519" })) };
    const enable = async () => ({ accounts, signer: { signPayload } });
    Object.assign(window, { injectedWeb3: { double: { version: "1", enable } } });
  }, addresses);
}
