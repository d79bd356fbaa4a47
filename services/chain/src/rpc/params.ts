import {
  AccountId,
  bool,
  bytes,
  errors as codecErrors,
  fromJson,
  H256,
  type Hex,
  type Type,
  text,
  toHex,
  u32,
} from "@pha/codec";
import { limits } from "./limits.ts";
import type { Param } from "./method.ts";

const of =
  <T>(type: Type<T>): Param<T> =>
  (value) =>
    fromJson(type, value);

export const hash: Param<Hex> = of(H256);
export const account: Param<Hex> = of(AccountId);
export const name: Param<string> = of(text({ max: 128 }));
export const flag: Param<boolean> = of(bool);

const dataBytes = of(bytes({ max: limits.messageBytes / 2 }));
/** Bytes of any kind. Some clients write no bytes as an empty text. */
export const data: Param<Uint8Array> = (value) => dataBytes(value === "" ? "0x" : value);

const keyBytes = of(bytes({ max: 4_096 }));
/** A storage key or a prefix of one. */
export const key: Param<Hex> = (value) => toHex(keyBytes(value));

/** The ledger has no child tries: who asks for one is told so, not shown the main one. */
export const childTrie: Param<undefined> = (value) => {
  if (value !== undefined && value !== null) throw codecErrors.BadJson({ expected: "null: there are no child tries" });
};

/** A height: a number, or the same in hexadecimal. */
export const height: Param<number> = (value) => {
  const isHex = typeof value === "string" && /^0x[0-9a-fA-F]{1,8}$/.test(value);
  return fromJson(u32, isHex ? Number(value) : value);
};

/** Absent and null are the same. */
export const optional =
  <T>(param: Param<T>): Param<T | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : param(value);

export const list =
  <T>(param: Param<T>, max: number): Param<T[]> =>
  (value) => {
    if (!Array.isArray(value)) throw codecErrors.BadJson({ expected: "a list" });
    if (value.length > max) throw codecErrors.TooLong({ max, actual: value.length });
    return value.map(param);
  };

/** A list of which each is taken once, whatever is repeated. */
export const set =
  <T>(param: Param<T>, max: number): Param<T[]> =>
  (value) => [...new Map(list(param, max)(value).map((one) => [JSON.stringify(one), one])).values()];

/** One value, or a list of them. */
export const oneOrMany =
  <T>(param: Param<T>, max: number): Param<T | T[]> =>
  (value) =>
    Array.isArray(value) ? list(param, max)(value) : param(value);

/** One of a few words. */
export const word =
  <const W extends string>(...words: readonly W[]): Param<W> =>
  (value) => {
    const found = words.find((known) => known === value);
    if (found === undefined) throw codecErrors.BadJson({ expected: words.join(" | ") });
    return found;
  };
