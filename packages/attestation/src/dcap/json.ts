import { fromHex, type Hex, toHex } from "@pha/codec";
import { ascii } from "./ascii.ts";
import { errors } from "./errors.ts";
import { isoMs } from "./time.ts";

/** Documents that Intel signs. */
export type DocumentOf = "tcb-info" | "qe-identity";

/** An object of a signed document: each field is there in its form, or the document is malformed. */
export class JsonObject {
  readonly #of: DocumentOf;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(of: DocumentOf, value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw errors.MalformedCollateral({ of });
    this.#of = of;
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  text(name: string): string {
    const value = this.#field(name);
    if (typeof value !== "string") throw this.#bad(name);
    return value;
  }

  natural(name: string): number {
    const value = this.#field(name);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
      throw this.#bad(name);
    return value;
  }

  /** Hexadecimal digits, of either case and without prefix, of so many bytes. */
  hex(name: string, length: number): Hex {
    const text = this.text(name);
    if (text.length !== 2 * length || !/^[0-9a-fA-F]*$/.test(text)) throw this.#bad(name);
    return toHex(fromHex(`0x${text}`));
  }

  timeMs(name: string): bigint {
    const ms = isoMs(this.text(name));
    if (ms === undefined) throw this.#bad(name);
    return ms;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name);
    const found = values.find((value) => value === text);
    if (found === undefined) throw this.#bad(name);
    return found;
  }

  object(name: string): JsonObject {
    return new JsonObject(this.#of, this.#field(name));
  }

  objects(name: string): JsonObject[] {
    return this.#array(name).map((value) => new JsonObject(this.#of, value));
  }

  texts(name: string): string[] {
    const values = this.#array(name);
    if (!values.every((value) => typeof value === "string")) throw this.#bad(name);
    return values as string[];
  }

  #array(name: string): unknown[] {
    const value = this.#field(name);
    if (!Array.isArray(value)) throw this.#bad(name);
    return value;
  }

  #field(name: string): unknown {
    return this.has(name) ? this.#fields[name] : undefined;
  }

  #bad(field: string) {
    return errors.MalformedCollateral({ of: this.#of, field });
  }
}

/** @throws `dcap.MalformedCollateral` */
export function readJson(of: DocumentOf, bytes: Uint8Array): JsonObject {
  const text = ascii(bytes);
  if (text === undefined) throw errors.MalformedCollateral({ of });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw errors.MalformedCollateral({ of }, cause);
  }
  return new JsonObject(of, value);
}
