import type { Hex } from "@pha/codec";
import { errors } from "./errors.ts";

/** Whether a text is so many bytes, in hexadecimal digits behind 0x. */
export const isHex = (text: string, bytes: number): boolean =>
  text.length === 2 + 2 * bytes && /^0x[0-9a-fA-F]+$/.test(text);

/** Identity of an enclave, or id of a contract. @throws `cli.BadIdentity` */
export function identity(text: string): Hex {
  if (!isHex(text, 32)) throw errors.BadIdentity({ given: text });
  return text.toLowerCase() as Hex;
}
