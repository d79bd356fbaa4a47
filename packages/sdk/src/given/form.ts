import type { AnyType } from "@pha/codec";

/** The form that JavaScript gives a value of a type, in words: what a caller who gave another one is told. */
export function formOf({ meta: { path, params, def } }: AnyType): string {
  if (path[0] === "Option") return `${formOf(params[0]?.type as AnyType)}, or undefined`;
  switch (def.tag) {
    case "primitive":
      return primitives[def.value];
    case "compact":
      return formOf(def.of);
    case "array":
      return isByte(def.of) ? `0x and ${2 * def.length} hexadecimal digits` : `an array of ${def.length}`;
    case "sequence":
      return isByte(def.of) ? "a Uint8Array" : "an array";
    case "tuple":
      return def.of.length === 0 ? "undefined" : `an array of ${def.of.length}`;
    case "variant":
      return `{ type: ${def.variants.map(({ name }) => `"${name}"`).join(" | ")}, value }`;
    case "composite": {
      const [first] = def.fields;
      if (first && first.name === undefined) return formOf(first.type);
      return `{ ${def.fields.map(({ name }) => name).join(", ")} }`;
    }
  }
}

const isByte = ({ meta: { def } }: AnyType): boolean => def.tag === "primitive" && def.value === "u8";

const primitives = {
  bool: "true or false",
  str: "a string",
  u8: "an integer from 0, below 2^8",
  u16: "an integer from 0, below 2^16",
  u32: "an integer from 0, below 2^32",
  u64: "a bigint from 0n, below 2^64",
  u128: "a bigint from 0n, below 2^128",
};
