import { CodedError } from "./errors.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** A value of `JSON.parse`. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Circumstances that JSON forms depend on besides the value. */
export interface JsonContext {
  /** Network prefix of the addresses that are written; any is read. */
  readonly ss58Prefix: number;
}

/** One field of a composite or variant in the portable type registry. */
export interface MetaField {
  readonly name?: string | undefined;
  readonly type: AnyType;
  readonly docs?: readonly string[] | undefined;
}

/** One alternative of an enumeration in the portable type registry. */
export interface MetaVariant {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly MetaField[];
  readonly docs?: readonly string[] | undefined;
}

export type MetaPrimitive = "bool" | "str" | "u8" | "u16" | "u32" | "u64" | "u128";

/** Definition of a type, in the terms of `scale-info`'s `TypeDef`. */
export type MetaDef =
  | { readonly tag: "primitive"; readonly value: MetaPrimitive }
  | { readonly tag: "compact"; readonly of: AnyType }
  | { readonly tag: "sequence"; readonly of: AnyType }
  | { readonly tag: "array"; readonly length: number; readonly of: AnyType }
  | { readonly tag: "tuple"; readonly of: readonly AnyType[] }
  | { readonly tag: "composite"; readonly fields: readonly MetaField[] }
  | { readonly tag: "variant"; readonly variants: readonly MetaVariant[] };

/** The node of a type in the portable registry (`scale-info` `Type`). */
export interface MetaType {
  /** Rust path that clients look for, as `["sp_core", "crypto", "AccountId32"]`; empty for structural types. */
  readonly path: readonly string[];
  /** Type parameters; `undefined` for one that is skipped. */
  readonly params: readonly { readonly name: string; readonly type: AnyType | undefined }[];
  readonly def: MetaDef;
}

/** Everything there is to know about the values `T`: bytes, JSON, JSON Schema and registry node. */
export interface Type<T> {
  /** @throws a `codec` error when the value is outside the type. */
  readonly write: (writer: Writer, value: T) => void;
  /** @throws a `codec` error when the bytes are anything but the canonical form of a value. */
  readonly read: (reader: Reader) => T;
  readonly toJson: (value: T, context: JsonContext) => Json;
  /** @throws `codec.BadJson` naming what was expected. */
  readonly fromJson: (json: unknown, context: JsonContext) => T;
  readonly schema: JsonSchema;
  readonly meta: MetaType;
}

/** Any type: `Type` is invariant, so no narrower bound accepts all of them. */
// biome-ignore lint/suspicious/noExplicitAny: the one escape for variance
export type AnyType = Type<any>;

/** The values of a type. */
export type TypeOf<Y> = Y extends Type<infer T> ? T : never;

/** Where a struct or enumeration stands in the registry. */
export interface MetaOptions {
  readonly path?: readonly string[] | undefined;
  readonly params?: MetaType["params"] | undefined;
}

export const development: JsonContext = { ss58Prefix: 42 };

/** Registry node without path or parameters. */
export const structural = (def: MetaDef): MetaType => ({ path: [], params: [], def });

/** Writers that nobody writes with just now: a value may encode another one while it is written. */
const idle: Writer[] = [];

/** SCALE bytes of a value. */
export function encode<T>(type: Type<T>, value: NoInfer<T>): Uint8Array {
  const writer = idle.pop() ?? new Writer();
  try {
    type.write(writer, value);
    return writer.finish();
  } finally {
    writer.clear();
    idle.push(writer);
  }
}

/** The value of SCALE bytes: all of them, in canonical form, or a coded error. */
export function decode<T>(type: Type<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes);
  const value = type.read(reader);
  reader.end();
  return value;
}

/** The same where it may be other bytes: nothing for what is no value of the type. */
export function decodeIf<T>(type: Type<T>, bytes: Uint8Array): T | undefined {
  try {
    return decode(type, bytes);
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

/** JSON form of a value. */
export const toJson = <T>(type: Type<T>, value: T, context: JsonContext = development): Json =>
  type.toJson(value, context);

/** The value of a JSON form: strict, or `codec.BadJson`. */
export const fromJson = <T>(type: Type<T>, json: unknown, context: JsonContext = development): T =>
  type.fromJson(json, context);
