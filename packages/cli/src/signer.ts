import type { Keypair, Scheme } from "@pha/crypto";
import { isDevelopmentName, nearestName } from "./account-text.ts";
import { errors } from "./errors.ts";
import { isKeyName, type KeyFolder } from "./key-folder.ts";
import { type Ask, readPassword } from "./passwords.ts";
import { readSecretFile } from "./secret-file.ts";
import type { Environment } from "./settings.ts";

/** Whose key signs. */
export interface SignerOptions {
  readonly from?: string;
  readonly account?: string;
  readonly passwordFile?: string;
  readonly scheme?: Scheme;
}

/** Where keys and their passwords come from. */
export interface Secrets {
  readonly env: Environment;
  readonly keys: KeyFolder;
  readonly ask: Ask | undefined;
}

/**
 * The key that a command signs with: a development account, a kept account, or the secret in the file that
 * `PHA_SEED_FILE` names (phrase or 0x-seed, with derivation path if any).
 *
 * @throws `cli.NoSigner`, `cli.SecretInArguments`, `cli.UnknownKey`; what reading secrets throws; `crypto` errors for a
 *   malformed secret and a wrong password
 */
export async function openSigner(options: SignerOptions, { env, keys, ask }: Secrets): Promise<Keypair> {
  const { from, account, passwordFile, scheme = "sr25519" } = options;
  const { keypairFromUri } = await import("@pha/crypto");
  if (account !== undefined) {
    const { keystore } = await keys.read(account);
    const { openKeystore } = await import("./keystore.ts");
    return openKeystore(
      keystore,
      await readPassword(`Password of ${account}: `, passwordFile ?? env["PHA_PASSWORD_FILE"], ask),
    );
  }
  if (from !== undefined) {
    if (!isDevelopmentName(from)) throw errors.SecretInArguments(await meantBy(from, keys));
    return keypairFromUri(from, scheme);
  }
  const file = env["PHA_SEED_FILE"];
  if (file === undefined) throw errors.NoSigner();
  return keypairFromUri((await readSecretFile(file)).trim(), scheme);
}

/** What was probably meant by who signs: what is longer than a name may be a secret, and is not said again. */
async function meantBy(from: string, keys: KeyFolder): Promise<{ readonly meant?: string | undefined }> {
  if (!isKeyName(from)) return {};
  const near = await nearestName(from, keys);
  return { meant: near?.startsWith("//") ? `--from ${near}` : near && `--account ${near}` };
}

/** Like {@link openSigner}, but nobody is an answer too. */
export const openSignerIfAny = async (options: SignerOptions, secrets: Secrets): Promise<Keypair | undefined> =>
  options.from === undefined && options.account === undefined && secrets.env["PHA_SEED_FILE"] === undefined
    ? undefined
    : openSigner(options, secrets);
