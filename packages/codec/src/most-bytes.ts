import type { AnyType, JsonSchema, MetaType } from "./type.ts";

const widths = { bool: 1, u8: 1, u16: 2, u32: 4, u64: 8, u128: 16 } as const;

/** Bytes of the longest `Compact`. */
const COMPACT = 17;

/**
 * Bytes of SCALE that a value of a type has at most, `Infinity` where nothing bounds them, as where a type contains
 * itself (`MaxEncodedLen` of parity-scale-codec).
 */
export const mostBytes = (type: AnyType): number => mostWithin(type, new Set());

/** @param around the types that this one lies in */
function mostWithin({ meta, schema }: AnyType, around: ReadonlySet<MetaType>): number {
  if (around.has(meta)) return Number.POSITIVE_INFINITY;
  const { def } = meta;
  const within = new Set(around).add(meta);
  const most = (type: AnyType) => mostWithin(type, within);
  const sum = (types: readonly AnyType[]) => types.reduce((all, type) => all + most(type), 0);
  switch (def.tag) {
    case "primitive":
      return def.value === "str" ? COMPACT + 4 * mostItems(schema) : widths[def.value];
    case "compact":
      return COMPACT;
    case "sequence":
      return COMPACT + mostItems(schema) * most(def.of);
    case "array":
      return def.length * most(def.of);
    case "tuple":
      return sum(def.of);
    case "composite":
      return sum(def.fields.map(({ type }) => type));
    case "variant":
      return 1 + Math.max(0, ...def.variants.map(({ fields }) => sum(fields.map(({ type }) => type))));
  }
}

/** Items of a list, characters of a text, or bytes, which JSON has in hexadecimal after 0x. */
function mostItems(schema: JsonSchema): number {
  const { maxItems, maxLength, pattern } = schema as { maxItems?: number; maxLength?: number; pattern?: string };
  if (maxItems !== undefined) return maxItems;
  if (maxLength === undefined) return Number.POSITIVE_INFINITY;
  return pattern?.startsWith("^0x") ? (maxLength - 2) >> 1 : maxLength;
}
