export { concat, equalBytes, fromHex, type Hex, toHex, u32be, u64be, useSlabs, utf8 } from "./bytes.ts";
export {
  CodedError,
  defineErrors,
  type ErrorData,
  type ErrorKind,
  type ErrorMaker,
  type ErrorSpec,
  errors,
  httpStatus,
  isOf,
} from "./errors.ts";
export { inField } from "./in-field.ts";
export { ipAddress, isPublicAddress } from "./ip-address.ts";
export { fromItem, itemsIn, mostItems, toItem } from "./item-text.ts";
export { isWithin, type JsonSize, measureJson } from "./json-size.ts";
export { mostBytes } from "./most-bytes.ts";
export { nearest } from "./nearest.ts";
export { passes } from "./passes.ts";
export { Reader } from "./reader.ts";
export { Recent } from "./recent.ts";
export { findRepeatedName, type RepeatedName } from "./repeated-name.ts";
export { decodeAddress, encodeAddress } from "./ss58.ts";
export {
  type AnyType,
  decode,
  decodeIf,
  encode,
  fromJson,
  type Json,
  type JsonContext,
  type JsonSchema,
  type MetaDef,
  type MetaField,
  type MetaOptions,
  type MetaPrimitive,
  type MetaType,
  type MetaVariant,
  structural,
  type Type,
  type TypeOf,
  toJson,
} from "./type.ts";
export { AccountId, MultiAddress, MultiSignature } from "./types/account.ts";
export { bytes, fixedBytes, H256 } from "./types/bytes.ts";
export { type EnumOf, enumeration, type Variant, variant } from "./types/enumeration.ts";
export { lazy } from "./types/lazy.ts";
export { bool, compact, u8, u16, u32, u64, u128, unit } from "./types/numbers.ts";
export { array, option, tuple, vec } from "./types/sequences.ts";
export { type StructOf, struct } from "./types/struct.ts";
export { text } from "./types/text.ts";
export { type Appended, appended, type VersionedOf, versioned } from "./types/versioned.ts";
export { Writer } from "./writer.ts";
