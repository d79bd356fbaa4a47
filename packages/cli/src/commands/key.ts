import { readFile } from "node:fs/promises";
import { encodeAddress } from "@pha/codec";
import { type Keystore, newPhrase, type Scheme } from "@pha/crypto";
import { genericPrefix } from "../account-text.ts";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { type KeptKey, readKeystoreText } from "../key-folder.ts";
import { openKeystore, sealKeystore } from "../keystore.ts";
import { table } from "../output.ts";
import { readSecretFile, writeSecretFile } from "../secret-file.ts";

export interface KeyOptions {
  readonly scheme?: Scheme;
  readonly passwordFile?: string;
}

/** `pha key new <name>` */
export async function newKey(
  context: Context,
  name: string,
  { scheme = "sr25519", passwordFile }: KeyOptions,
): Promise<void> {
  context.keys.expectFree(name, await context.keys.names());
  const password = await newPassword(context, name, passwordFile);
  const phrase = newPhrase();
  const kept = await context.keys.add(name, sealKeystore(phrase, scheme, password, metaOf(name)));
  context.output.result({ ...described(kept), phrase }, [
    ...lines(kept),
    "",
    "Its phrase, which is shown this once and kept nowhere. Who has it has the account: write it down.",
    "",
    `  ${phrase}`,
  ]);
}

/** `pha key import <name> [file]` */
export async function importKey(
  context: Context,
  name: string,
  file: string | undefined,
  { scheme = "sr25519", passwordFile }: KeyOptions,
): Promise<void> {
  context.keys.expectFree(name, await context.keys.names());
  const text = (await importedText(context, file)).trim();
  const keystore = isKeystore(text)
    ? await openedKeystore(context, name, text, passwordFile)
    : sealKeystore(text, scheme, await newPassword(context, name, passwordFile), metaOf(name));
  const kept = await context.keys.add(name, keystore);
  context.output.result(described(kept), lines(kept));
}

/** `pha key list` */
export async function listKeys({ keys, output, pha }: Context): Promise<void> {
  const kept = await Promise.all((await keys.names()).map((name) => keys.read(name)));
  output.result(
    kept.map(described),
    kept.length === 0
      ? [`No key is kept in ${keys.path} yet: ${pha} key new makes one, ${pha} key import takes one in.`]
      : table([["name", "scheme", "address"], ...kept.map((key) => [key.name, schemeOf(key), genericAddress(key)])]),
  );
}

/** `pha key export <name>` */
export async function exportKey({ keys, output }: Context, name: string, { out }: { out?: string }): Promise<void> {
  const kept = await keys.read(name);
  const text = JSON.stringify(kept.keystore);
  if (out === undefined) return output.result(kept.keystore, [text]);
  await writeSecretFile(out, `${text}\n`);
  output.result({ ...described(kept), file: out }, [
    `Wrote ${name}, ${genericAddress(kept)}, to ${out}. Its password opens it, here and in polkadot-js.`,
  ]);
}

/** `pha key remove <name>` */
export async function removeKey({ keys, output }: Context, name: string, { yes = false }): Promise<void> {
  const kept = await keys.read(name);
  if (!yes) throw errors.NotConfirmed({ name, address: genericAddress(kept) });
  await keys.remove(kept);
  output.result(described(kept), [`Removed ${name}, ${genericAddress(kept)}, from ${keys.path}.`]);
}

const isKeystore = (text: string): boolean => text.trimStart().startsWith("{");

/** A phrase, a seed, or a keystore: in a file, in standard input for `-`, or typed by a person. */
async function importedText(context: Context, file: string | undefined): Promise<string> {
  if (file === "-") return context.stdin();
  if (file !== undefined) {
    const text = await readFile(file, "utf8").catch((cause) => {
      throw errors.SecretUnreadable({ file }, cause);
    });
    return isKeystore(text) ? text : readSecretFile(file); // a keystore may lie about, it is encrypted
  }
  if (!context.ask) throw errors.NothingToImport();
  return context.ask("Phrase or seed: ");
}

/** A keystore whose password is known: one that cannot be opened is better found out now than when it is needed. */
async function openedKeystore(
  context: Context,
  name: string,
  text: string,
  file: string | undefined,
): Promise<Keystore> {
  const { keystore } = readKeystoreText(text);
  openKeystore(keystore, await context.password("Password of the file: ", { passwordFile: file }));
  return { ...keystore, meta: { ...keystore.meta, name } };
}

const newPassword = (context: Context, name: string, passwordFile: string | undefined): Promise<string> =>
  context.password(`New password of ${name}: `, { passwordFile, isNew: true });

const metaOf = (name: string) => ({ name, whenCreated: Date.now() });
const schemeOf = ({ keystore }: KeptKey): Scheme => keystore.encoding.content[1];
const genericAddress = ({ account }: KeptKey): string => encodeAddress(account, genericPrefix);

const described = (key: KeptKey) => ({
  name: key.name,
  scheme: schemeOf(key),
  address: genericAddress(key),
  file: key.file,
});

const lines = (key: KeptKey): string[] =>
  table([
    ["account", `${key.name} (${schemeOf(key)})`],
    ["address", genericAddress(key)],
    ["kept in", key.file],
  ]);
