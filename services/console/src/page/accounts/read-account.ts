import { decodeAddress, type Hex, keypairFromUri } from "@pha/sdk";

/**
 * The account that a text names: an address of any network, a public key, or a development account.
 *
 * @throws `codec.BadAddress`
 */
export function readAccount(text: string): Hex {
  const given = text.trim();
  if (/^0x[0-9a-f]{64}$/i.test(given)) return given.toLowerCase() as Hex;
  return given.startsWith("//") ? keypairFromUri(given, "sr25519").accountId : decodeAddress(given).account;
}
