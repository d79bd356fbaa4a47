import { enumeration, errors, type MetaVariant, type Type, u8, variant } from "@pha/codec";

/** For how long an extrinsic is valid: for ever, or for `period` blocks from the newest block with `phase`. */
export type Era =
  | { readonly type: "Immortal"; readonly value?: undefined }
  | { readonly type: "Mortal"; readonly value: { readonly period: number; readonly phase: number } };

export const immortal: Era = { type: "Immortal" };

const json = enumeration({ Immortal: variant(0), Mortal: variant(1) });

/** The registry shows an era as 256 variants, as Substrate does: clients know it by its path. */
const variants: MetaVariant[] = [
  { name: "Immortal", index: 0, fields: [] },
  ...Array.from({ length: 255 }, (_, i) => ({ name: `Mortal${i + 1}`, index: i + 1, fields: [{ type: u8 }] })),
];

/** Substrate's era: one zero byte, or two bytes of which the low four bits are the period's logarithm less one. */
export const Era: Type<Era> = {
  read(reader) {
    const first = reader.u8();
    if (first === 0) return immortal;
    const bits = first | (reader.u8() << 8);
    const period = 2 << (bits & 15);
    const phase = (bits >> 4) * quantum(period);
    if (period < 4 || phase >= period) throw errors.OutOfRange({ period, phase });
    return { type: "Mortal", value: { period, phase } };
  },
  write(writer, era) {
    if (era.type === "Immortal") return writer.u8(0);
    const { period, phase } = era.value;
    const isPeriod = period >= 4 && period <= 65_536 && (period & (period - 1)) === 0;
    if (!isPeriod || phase < 0 || phase >= period || phase % quantum(period) !== 0)
      throw errors.OutOfRange({ period, phase });
    writer.u16((bitLength(period) - 2) | (Math.floor(phase / quantum(period)) << 4));
  },
  toJson: (era) => (era.type === "Immortal" ? { type: era.type } : { type: era.type, value: { ...era.value } }),
  fromJson(input, context) {
    const { type } = json.fromJson({ ...(input as object), value: null }, context);
    if (type === "Immortal") return immortal;
    const { period, phase } = (input as { value?: { period?: unknown; phase?: unknown } }).value ?? {};
    if (typeof period !== "number" || typeof phase !== "number")
      throw errors.BadJson({ field: "value", expected: "a period and a phase" });
    return { type, value: { period, phase } };
  },
  schema: { type: "object", description: '{ "type": "Immortal" } or { "type": "Mortal", "value": { period, phase } }' },
  meta: { path: ["sp_runtime", "generic", "era", "Era"], params: [], def: { tag: "variant", variants } },
};

/** A mortal era of at least `period` blocks (rounded up to a power of two, 4 to 65536) that begins at `birth`. */
export function mortalEra(period: number, birth: number): Era {
  const rounded = 1 << bitLength(Math.min(Math.max(period, 4), 65_536) - 1);
  const phase = birth % rounded;
  return { type: "Mortal", value: { period: rounded, phase: phase - (phase % quantum(rounded)) } };
}

/** Number of the era's first block, as seen from block `current`; 0 for immortal ones. Its hash is signed. */
export function eraBirth(era: Era, current: number): number {
  if (era.type === "Immortal") return 0;
  const { period, phase } = era.value;
  return Math.floor((Math.max(current, phase) - phase) / period) * period + phase;
}

/** First block at which the era is over, as seen from block `current`; `undefined` for immortal ones. */
export const eraDeath = (era: Era, current: number): number | undefined =>
  era.type === "Immortal" ? undefined : eraBirth(era, current) + era.value.period;

/** How many binary digits a whole number has. */
const bitLength = (value: number): number => 32 - Math.clz32(value);

const quantum = (period: number): number => Math.max(period >> 12, 1);
