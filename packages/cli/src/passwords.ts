import { errors } from "./errors.ts";
import { readSecretFile } from "./secret-file.ts";

/** Asks a person at the terminal, without echo. Absent where there is no terminal. */
export type Ask = (question: string) => Promise<string>;

/**
 * The password of a kept key: from a file, or from a person. Never from the arguments, which others see.
 *
 * @throws `cli.NoPassword`, `cli.SecretUnreadable`, `cli.SecretExposed`
 */
export async function readPassword(question: string, file: string | undefined, ask: Ask | undefined): Promise<string> {
  const password = file === undefined ? await ask?.(question) : (await readSecretFile(file)).replace(/\r?\n$/, "");
  if (!password) throw errors.NoPassword();
  return password;
}
