import { readFile } from "node:fs/promises";
import { type AccountId, decodeAddress, type Hex } from "@pha/codec";
import type { Keypair, Scheme } from "@pha/crypto";
import { errors } from "./errors.ts";
import type { Environment } from "./settings.ts";

/** Whose key signs. */
export interface SignerOptions {
  readonly from?: string;
  readonly scheme?: Scheme;
}

const development = /^(\/\/?[A-Za-z0-9_-]{1,64})+$/;

/**
 * The key that a command signs with: a development account, or the secret in the file that `PHA_SEED_FILE` names
 * (phrase or 0x-seed, with derivation path if any).
 *
 * @throws `cli.NoSigner`, `cli.SecretInArguments`, `cli.SeedUnreadable`; `crypto` errors for a malformed secret
 */
export async function openSigner({ from, scheme = "sr25519" }: SignerOptions, env: Environment): Promise<Keypair> {
  const { keypairFromUri } = await import("@pha/crypto");
  if (from !== undefined) {
    if (!development.test(from)) throw errors.SecretInArguments();
    return keypairFromUri(from, scheme);
  }
  const file = env["PHA_SEED_FILE"];
  if (file === undefined) throw errors.NoSigner();
  let secret: string;
  try {
    secret = await readFile(file, "utf8");
  } catch (cause) {
    throw errors.SeedUnreadable({ file }, cause);
  }
  return keypairFromUri(secret.trim(), scheme);
}

/** Like {@link openSigner}, but nobody is an answer too. */
export const openSignerIfAny = async (options: SignerOptions, env: Environment): Promise<Keypair | undefined> =>
  options.from === undefined && env["PHA_SEED_FILE"] === undefined ? undefined : openSigner(options, env);

/**
 * The account of an address: SS58, hexadecimal, or a development account's name.
 *
 * @throws `cli.BadAddress`
 */
export async function parseAccount(text: string): Promise<AccountId> {
  if (development.test(text)) return (await openSigner({ from: text }, {})).accountId;
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase() as Hex;
  try {
    return decodeAddress(text).account;
  } catch (cause) {
    throw errors.BadAddress({ given: text }, cause);
  }
}
