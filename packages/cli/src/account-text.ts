import { type AccountId, type CodedError, decodeAddress, fromHex, type Hex, nearest } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import { errors } from "./errors.ts";
import { isKeyName, type KeptKey, type KeyFolder } from "./key-folder.ts";

/** SS58's prefix of no network in particular. */
export const genericPrefix = 42;

const development = /^(\/\/?[A-Za-z0-9_-]{1,64})+$/;

/** Whether a text derives an account from the development phrase: `//Alice`, `//Bob//stash`. */
export const isDevelopmentName = (text: string): boolean => development.test(text);

/** An account as a command line names it, with what the text tells besides. */
export interface NamedAccount {
  readonly accountId: AccountId;
  /** Of the text's own scheme; absent where an account is all that is known. */
  readonly key?: { readonly publicKey: Hex; readonly scheme: Scheme };
  readonly kept?: KeptKey;
}

/**
 * The account that a text names: SS58 of any network, a public key in hexadecimal (32 bytes, or 33 of ecdsa), the name of
 * a kept account, or that of a development account.
 *
 * @throws `cli.BadAddress`; what reading kept accounts throws
 */
export async function readAccount(text: string, keys: KeyFolder, scheme: Scheme = "sr25519"): Promise<NamedAccount> {
  if (isDevelopmentName(text)) {
    const { keypairFromUri } = await import("@pha/crypto");
    const { accountId, publicKey } = keypairFromUri(text, scheme);
    return { accountId, key: { publicKey, scheme } };
  }
  if (/^0x/i.test(text)) return readHex(text);
  if (isKeyName(text)) {
    const kept = await keys.find(text);
    if (kept) return { accountId: kept.account, kept, key: keyOf(kept) };
    throw errors.BadAddress({ given: text, near: await nearestName(text, keys) });
  }
  try {
    return { accountId: decodeAddress(text).account };
  } catch (cause) {
    throw errors.BadAddress({ given: text, reason: (cause as CodedError).data["reason"] }, cause);
  }
}

/** The kept or development account that was probably meant. */
export async function nearestName(text: string, keys: KeyFolder): Promise<string | undefined> {
  const { developmentAccounts } = await import("@pha/runtime/spec");
  return nearest(text, [...(await keys.names()), ...developmentAccounts.map(({ uri }) => uri)]);
}

async function readHex(text: string): Promise<NamedAccount> {
  const hex = text.toLowerCase() as Hex;
  if (/^0x[0-9a-f]{64}$/.test(hex)) return { accountId: hex };
  if (!/^0x0[23][0-9a-f]{64}$/.test(hex)) {
    const reason = hex.length === 42 ? "an Ethereum address does not tell the account; its public key does" : undefined;
    throw errors.BadAddress({ given: text, reason });
  }
  const { accountOf } = await import("@pha/crypto");
  return { accountId: accountOf("ecdsa", fromHex(hex)), key: { publicKey: hex, scheme: "ecdsa" } };
}

/** Of ecdsa the keystore says the public key; of the others the account is the key. */
function keyOf({ keystore, account }: KeptKey): { readonly publicKey: Hex; readonly scheme: Scheme } {
  const [, scheme] = keystore.encoding.content;
  return { scheme, publicKey: scheme === "ecdsa" ? (keystore.address.toLowerCase() as Hex) : account };
}
