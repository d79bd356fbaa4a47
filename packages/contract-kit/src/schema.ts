import type { JsonSchema } from "@pha/contract-engine/abi";
import { fail } from "./fail.ts";

/** One description of a value: checks what comes in and what goes out, and tells both in the ABI. */
export interface Schema<T> {
  /** The value of parsed JSON; fails with `BadArguments`, naming `path`, when it is not one. */
  readonly parse: (json: unknown, path: string) => T;
  /** The value as JSON holds it; fails with `BadArguments`, naming `path`, when `parse` would not give it back. */
  readonly write: (value: T, path: string) => unknown;
  readonly json: JsonSchema;
  /** Whether an object may lack it. */
  readonly isOptional?: true;
}

/** The type that a schema describes. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** An account: `0x` and 64 lowercase hexadecimal digits. */
export type Account = `0x${string}`;

/** The kind of a value and not the value, which may be secret. */
function kindOf(value: unknown): string {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  if (typeof value === "string")
    return value.isWellFormed() ? `a text of ${value.length} characters` : "a text with half a character";
  return Array.isArray(value) ? `a list of ${value.length}` : typeof value;
}

const refuse = (path: string, wanted: string, given: unknown): never =>
  fail("BadArguments", `${path}: expected ${wanted}, got ${kindOf(given)}.`);

/** A schema whose values JSON holds as they are. */
function plain<T>(fits: (value: unknown) => boolean, wanted: string, json: JsonSchema): Schema<T> {
  const check = (value: unknown, path: string): T => (fits(value) ? (value as T) : refuse(path, wanted, value));
  return { parse: check, write: check, json };
}

interface TextOptions {
  /** Characters (UTF-16 code units); `max` is also a promise to whoever pays for the state. */
  readonly min?: number;
  readonly max: number;
}

/** Well-formed texts only: half a surrogate pair has no UTF-8. */
const string = ({ min = 0, max }: TextOptions): Schema<string> =>
  plain(
    (value) => typeof value === "string" && value.length >= min && value.length <= max && value.isWellFormed(),
    `a text of ${min} to ${max} characters`,
    { type: "string", minLength: min, maxLength: max },
  );

const oneOf = <const T extends string>(...choices: readonly T[]): Schema<T> =>
  plain((value) => choices.includes(value as T), `one of ${choices.join(", ")}`, { type: "string", enum: choices });

interface NumberOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Integers only: what is no integer is money, and belongs in `u128`. There is one zero. */
function number({ min = 0, max = Number.MAX_SAFE_INTEGER }: NumberOptions = {}): Schema<number> {
  const check = (value: unknown, path: string): number =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max
      ? value + 0
      : refuse(path, `an integer from ${min} to ${max}`, value);
  return { parse: check, write: check, json: { type: "integer", minimum: min, maximum: max } };
}

/** In JSON a decimal text: amounts do not fit a JSON number. */
function u128(): Schema<bigint> {
  const pattern = "^(0|[1-9][0-9]{0,38})$";
  const form = new RegExp(pattern);
  const fits = (value: bigint): boolean => value >= 0n && value < 1n << 128n;
  return {
    parse: (json, path) => {
      const value = typeof json === "string" && form.test(json) ? BigInt(json) : -1n;
      return fits(value) ? value : refuse(path, "a decimal number below 2^128, in quotes", json);
    },
    write: (value, path) =>
      typeof value === "bigint" && fits(value)
        ? value.toString()
        : refuse(path, "a bigint from 0 to below 2^128", value),
    json: { type: "string", format: "u128", pattern },
  };
}

const boolean = (): Schema<boolean> =>
  plain((value) => typeof value === "boolean", "true or false", { type: "boolean" });

/** In JSON `0x` and two hexadecimal digits a byte. */
function bytes({ max }: { readonly max: number }): Schema<Uint8Array> {
  const pattern = "^0x([0-9a-f]{2})*$";
  const form = new RegExp(pattern);
  return {
    parse: (json, path) => {
      if (typeof json !== "string" || json.length > 2 * max + 2 || !form.test(json))
        return refuse(path, `0x and the hexadecimal digits of up to ${max} bytes`, json);
      return Uint8Array.from({ length: json.length / 2 - 1 }, (_, i) =>
        Number.parseInt(json.slice(2 * i + 2, 2 * i + 4), 16),
      );
    },
    write: (value, path) =>
      value instanceof Uint8Array && value.length <= max
        ? `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}`
        : refuse(path, `a Uint8Array of up to ${max} bytes`, value),
    json: { type: "string", format: "hex", pattern, maxLength: 2 * max + 2 },
  };
}

function account(): Schema<Account> {
  const pattern = "^0x[0-9a-f]{64}$";
  const form = new RegExp(pattern);
  return plain((value) => typeof value === "string" && form.test(value), "an account: 0x and 64 hexadecimal digits", {
    type: "string",
    format: "account",
    pattern,
  });
}

/** An item that somebody sealed to the contract, for `ctx.open`; `max` is its text's. */
function sealed({ max = 16_384 }: { readonly max?: number } = {}): Schema<string> {
  const pattern = "^item1\\.[A-Za-z0-9_-]+$";
  const form = new RegExp(pattern);
  return plain((value) => typeof value === "string" && value.length <= max && form.test(value), "a sealed item", {
    type: "string",
    format: "sealed",
    pattern,
    maxLength: max,
  });
}

/** For methods that take or give nothing: `null`. */
function nothing(): Schema<null> {
  return {
    parse: (json, path) => (json === null ? null : refuse(path, "null", json)),
    write: (value, path) => (value === null || value === undefined ? null : refuse(path, "null", value)),
    json: { type: "null" },
  };
}

function array<T>(item: Schema<T>, { max }: { readonly max: number }): Schema<T[]> {
  const each = <A, B>(change: (entry: A, path: string) => B) => {
    return (list: unknown, path: string): B[] =>
      Array.isArray(list) && list.length <= max
        ? Array.from(list as A[], (entry, index) => change(entry, `${path}[${index}]`))
        : refuse(path, `a list of up to ${max}`, list);
  };
  return {
    parse: each(item.parse),
    write: each(item.write),
    json: { type: "array", items: item.json, maxItems: max },
  };
}

/** A property that an object may lack. */
function optional<T>(inner: Schema<T>): Schema<T | undefined> {
  const unlessAbsent = <A, B>(change: (value: A, path: string) => B) => {
    return (value: unknown, path: string): B | undefined =>
      value === undefined || value === null ? undefined : change(value as A, path);
  };
  const json = { anyOf: [inner.json, { type: "null" }] };
  return { parse: unlessAbsent(inner.parse), write: unlessAbsent(inner.write), json, isOptional: true };
}

// biome-ignore lint/suspicious/noExplicitAny: a property may have any type; `TypeOf` finds it again.
type Properties = Readonly<Record<string, Schema<any>>>;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Properties not named are refused in what comes in, so that a misspelt one is not ignored, and do not go out. */
function object<P extends Properties>(properties: P): Schema<{ readonly [K in keyof P]: TypeOf<P[K]> }> {
  const schemas = Object.entries(properties);
  return {
    parse: (json, path) => {
      if (!isObject(json)) return refuse(path, "an object", json);
      for (const name of Object.keys(json))
        if (!Object.hasOwn(properties, name)) fail("BadArguments", `${path}.${name}: there is no such property.`);
      const read = (name: string): unknown => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
      return Object.fromEntries(
        schemas.map(([name, schema]) => [name, schema.parse(read(name), `${path}.${name}`)]),
      ) as {
        readonly [K in keyof P]: TypeOf<P[K]>;
      };
    },
    write: (value, path) =>
      isObject(value)
        ? Object.fromEntries(schemas.map(([name, schema]) => [name, schema.write(value[name], `${path}.${name}`)]))
        : refuse(path, "an object", value),
    json: {
      type: "object",
      properties: Object.fromEntries(schemas.map(([name, { json }]) => [name, json])),
      required: schemas.filter(([, { isOptional }]) => !isOptional).map(([name]) => name),
      additionalProperties: false,
    },
  };
}

/** Builders of schemas. */
export const s = { string, oneOf, number, u128, boolean, bytes, account, sealed, nothing, array, optional, object };
