import type { AnyType, Hex, MetaField } from "@pha/codec";
import { developmentAccounts } from "@pha/runtime/spec";
import fc from "fast-check";

/** How deep calls may stand in calls. */
const MAX_DEPTH = 2;

const convictions = ["None", "Locked1x", "Locked6x"] as const;
const bigint = (bits: number) => fc.oneof(fc.bigInt(0n, 1_000n), fc.bigInt(0n, (1n << BigInt(bits)) - 1n));
const number = (bits: number) => fc.oneof(fc.nat(8), fc.nat(2 ** bits - 1), fc.constant(2 ** bits - 1));
const hex = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes): Hex => `0x${Buffer.from(bytes).toString("hex")}`);
const account = fc.oneof(fc.constantFrom(...developmentAccounts.map((one) => one.account)), hex(32));

/** Values of a type, well formed but for bounds, which nobody writes into metadata. */
export function anyOf(type: AnyType, depth = 0): fc.Arbitrary<unknown> {
  const { path, def } = type.meta;
  switch (path.at(-1)) {
    case "AccountId32":
      return account;
    case "Vote": // a byte in metadata
      return fc.record({
        aye: fc.boolean(),
        conviction: fc.constantFrom(...convictions).map((name) => ({ type: name })),
      });
    case "Option": {
      const inner = def.tag === "variant" ? def.variants[1]?.fields[0]?.type : undefined;
      return inner ? fc.option(anyOf(inner, depth), { nil: undefined }) : fc.constant(undefined);
    }
  }
  switch (def.tag) {
    case "primitive":
      return primitives[def.value];
    case "compact":
      return anyOf(def.of, depth);
    case "sequence":
      return isByte(def.of) ? fc.uint8Array({ maxLength: 80 }) : fc.array(anyOf(def.of, depth), { maxLength: 3 });
    case "array":
      return isByte(def.of)
        ? hex(def.length)
        : fc.array(anyOf(def.of, depth), { minLength: def.length, maxLength: def.length });
    case "tuple":
      return fc.tuple(...def.of.map((of) => anyOf(of, depth)));
    case "composite":
      return fieldsOf(def.fields, depth);
    case "variant": {
      const newest = def.variants.at(-1);
      // A versioned type's value is the plain object of its newest version.
      if (newest && def.variants.every(({ name }, i) => name === `V${i + 1}`)) return fieldsOf(newest.fields, depth);
      const isCall = path.at(-1) === "RuntimeCall";
      if (isCall && depth >= MAX_DEPTH) return smallCall;
      const variants = def.variants.map(({ name, fields }) =>
        fieldsOf(fields, isCall ? depth + 1 : depth).map((value) => ({ type: name, value })),
      );
      return fc.oneof(...variants);
    }
  }
}

const primitives = {
  bool: fc.boolean(),
  str: fc.string({ maxLength: 40 }),
  u8: number(8),
  u16: number(16),
  u32: number(32),
  u64: bigint(64),
  u128: bigint(128),
};

const smallCall = fc.constant({ type: "System", value: { type: "remark", value: { remark: Uint8Array.of(1) } } });

const isByte = ({ meta: { def } }: AnyType) => def.tag === "primitive" && def.value === "u8";

/** Named fields are a struct's; one without a name is the value itself, several are a tuple. */
function fieldsOf(fields: readonly MetaField[], depth: number): fc.Arbitrary<unknown> {
  const values = fields.map(({ type }) => anyOf(type, depth));
  if (fields.some(({ name }) => name !== undefined))
    return fc.record(Object.fromEntries(fields.map(({ name = "" }, i) => [name, values[i] as fc.Arbitrary<unknown>])));
  if (values.length === 0) return fc.constant(undefined);
  return values.length === 1 ? (values[0] as fc.Arbitrary<unknown>) : fc.tuple(...values);
}
