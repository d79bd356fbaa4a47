import { type AnyType, compact, concat, encode, type MetaDef, u128, utf8 } from "@pha/codec";
import fc from "fast-check";

/** Depth at which samples of types that contain themselves end. */
const maxDepth = 4;

const raw = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const joined = (parts: readonly fc.Arbitrary<Uint8Array>[]) =>
  parts.length === 0 ? fc.constant(new Uint8Array()) : fc.tuple(...parts).map((bytes) => concat(...bytes));
const number = (value: number | bigint) => encode(compact(u128), BigInt(value));
const widths = { u8: 1, u16: 2, u32: 4, u64: 8, u128: 16 } as const;

/** SCALE bytes of some value of a type, as its registry node describes it. */
export function sampleBytes(type: AnyType, depth = 0): fc.Arbitrary<Uint8Array> {
  const { path, def } = type.meta;
  if (path.at(-1) === "Era") return fc.constantFrom(Uint8Array.of(0), Uint8Array.of(0x65, 0));
  // A side and one of seven convictions.
  if (path.join("::") === "pallet_democracy::vote::Vote")
    return fc.constantFrom(...[0, 1, 6, 0x80, 0x81, 0x86].map((byte) => Uint8Array.of(byte)));
  // The reference library drops the padding of module errors when it writes them back.
  if (path.at(-1) === "DispatchError") return fc.constantFrom(Uint8Array.of(2), Uint8Array.of(7, 3));
  // It takes the JSON of an option that has an empty sequence for that of none.
  if (path.at(-1) === "Option" && isSequence(def)) return sampleDef(def, depth).filter((bytes) => bytes[1] !== 0);
  return sampleDef(def, depth);
}

const isSequence = (def: MetaDef): boolean =>
  def.tag === "variant" && def.variants.some(({ fields }) => fields[0]?.type.meta.def.tag === "sequence");

const hasNoValue = (def: MetaDef): boolean => def.tag === "variant" && def.variants.length === 0;

function sampleDef(def: MetaDef, depth: number): fc.Arbitrary<Uint8Array> {
  switch (def.tag) {
    case "primitive":
      if (def.value === "bool") return fc.constantFrom(Uint8Array.of(0), Uint8Array.of(1));
      if (def.value === "str")
        return fc.string({ maxLength: 8 }).map((text) => concat(number(utf8(text).length), utf8(text)));
      return raw(widths[def.value]);
    case "compact": {
      const inner = def.of.meta.def;
      const bits = inner.tag === "primitive" ? 8 * widths[inner.value as keyof typeof widths] : 32;
      return fc.bigInt(0n, (1n << BigInt(bits)) - 1n).map(number);
    }
    case "sequence": {
      if (hasNoValue(def.of.meta.def)) return fc.constant(Uint8Array.of(0));
      const item = sampleBytes(def.of, depth + 1);
      return fc
        .array(item, { maxLength: depth > maxDepth ? 0 : 3 })
        .map((items) => concat(number(items.length), ...items));
    }
    case "array":
      return joined(Array.from({ length: def.length }, () => sampleBytes(def.of, depth)));
    case "tuple":
      return joined(def.of.map((type) => sampleBytes(type, depth)));
    case "composite":
      return joined(def.fields.map(({ type }) => sampleBytes(type, depth)));
    case "variant": {
      const simple = def.variants.filter(({ fields }) => fields.length === 0);
      // A value of an older version is written in the newest.
      const all = def.variants.every(({ name }) => /^V\d+$/.test(name)) ? def.variants.slice(-1) : def.variants;
      const usable = depth > maxDepth && simple.length > 0 ? simple : all;
      return fc
        .nat(usable.length - 1)
        .map((at) => usable[at] as (typeof usable)[number])
        .chain(({ index, fields }) =>
          joined(fields.map(({ type }) => sampleBytes(type, depth + 1))).map((body) =>
            concat(Uint8Array.of(index), body),
          ),
        );
    }
  }
}
