import { type AnyType, compact, concat, encode, u8, u32 } from "@pha/codec";

/** A part of a type that has a most: bytes, items, or UTF-8 bytes of text. */
export interface Bound {
  /** Where it lies, by names of fields and variants; `[]` is an item, a number a place in a tuple. */
  readonly path: string;
  readonly max: number;
  /** SCALE of a value of the whole type in which this part has one too many, and all else as little as possible. */
  overfull(): Uint8Array;
}

type Rest = (part: Uint8Array) => Uint8Array;

/** Every bound of a type. Tests drive each, so that one that is new is driven too. */
export const boundsOf = (type: AnyType, path: string): Bound[] => [...walk(type, path, (part) => part)];

function* walk({ schema, meta }: AnyType, path: string, whole: Rest): Generator<Bound> {
  const { def } = meta;
  const isFixed = def.tag === "tuple" || def.tag === "array";
  const max = isFixed ? undefined : mostOf(schema);
  const item = "of" in def && !Array.isArray(def.of) ? least(def.of as AnyType) : Uint8Array.of(0x61);
  if (max !== undefined) yield { path, max, overfull: () => whole(concat(length(max + 1), times(item, max + 1))) };
  if (def.tag === "sequence") yield* walk(def.of, `${path}[]`, (part) => whole(concat(length(1), part)));
  if (def.tag === "array")
    yield* walk(def.of, `${path}[]`, (part) => whole(concat(part, times(least(def.of), def.length - 1))));
  if (def.tag === "tuple")
    for (const [i, of] of def.of.entries()) yield* walk(of, `${path}.${i}`, (part) => whole(among(def.of, i, part)));
  const variants =
    def.tag === "variant" ? def.variants : def.tag === "composite" ? [{ name: "", fields: def.fields }] : [];
  for (const variant of variants) {
    const types = variant.fields.map(({ type }) => type);
    for (const [i, field] of variant.fields.entries()) {
      const names = [path, meta.path[0] === "Option" ? "" : variant.name, field.name ?? ""];
      const index = "index" in variant ? Uint8Array.of(variant.index) : new Uint8Array();
      const rest: Rest = (part) => whole(concat(index, among(types, i, part)));
      yield* walk(field.type, names.filter((name) => name !== "").join("."), rest);
    }
  }
}

/** The most of a part, in bytes or items, as its JSON schema says it. */
function mostOf(schema: AnyType["schema"]): number | undefined {
  const { maxItems, maxLength, pattern } = schema as { maxItems?: number; maxLength?: number; pattern?: string };
  // Bytes are written in hexadecimal, after 0x.
  return maxItems ?? (maxLength !== undefined && pattern?.startsWith("^0x") ? (maxLength - 2) / 2 : maxLength);
}

const length = (count: number) => encode(compact(u32), count);
function times(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}

const among = (types: readonly AnyType[], at: number, part: Uint8Array) =>
  concat(...types.map((type, i) => (i === at ? part : least(type))));

const widths = { bool: 1, str: 1, u8: 1, u16: 2, u32: 4, u64: 8, u128: 16 } as const;

/** SCALE of the smallest value of a type. */
function least({ meta: { def } }: AnyType): Uint8Array {
  switch (def.tag) {
    case "primitive":
      return new Uint8Array(widths[def.value as keyof typeof widths]);
    case "compact":
    case "sequence":
      return encode(u8, 0);
    case "array":
      return times(least(def.of), def.length);
    case "tuple":
      return concat(...def.of.map(least));
    case "composite":
      return concat(...def.fields.map(({ type }) => least(type)));
    case "variant": {
      const [first] = [...def.variants].sort((a, b) => a.fields.length - b.fields.length);
      return first
        ? concat(Uint8Array.of(first.index), ...first.fields.map(({ type }) => least(type)))
        : new Uint8Array();
    }
  }
}
