import { errors, type Json, type Type, u32, unit } from "@pha/codec";

/** JSON of any shape, where the runtime decides what stands there. It has no SCALE form. */
export const json: Type<Json> = {
  ...unit,
  read: refuse,
  write: refuse,
  toJson: (value) => value,
  fromJson: (value) => (value ?? null) as Json,
  schema: {},
};

/** Values by name, of any shape. */
export const jsonObject: Type<Readonly<Record<string, Json>>> = {
  ...unit,
  read: refuse,
  write: refuse,
  toJson: (value) => ({ ...value }),
  fromJson(value) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw errors.BadJson({ expected: "an object" });
    return value as Record<string, Json>;
  },
  schema: { type: "object" },
};

/** One of a few words. */
export const word = <const W extends string>(...words: readonly W[]): Type<W> => ({
  ...unit,
  read: refuse,
  write: refuse,
  toJson: (value) => value,
  fromJson(value) {
    const found = words.find((known) => known === value);
    if (found === undefined) throw errors.BadJson({ expected: words.join(" | ") });
    return found;
  },
  schema: { type: "string", enum: words },
});

/** A whole number of a range: what lies outside is refused, not moved inside. */
export const within = (min: number, max: number, description: string): Type<number> => ({
  ...u32,
  fromJson(value) {
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
      throw errors.BadJson({ expected: `an integer from ${min} to ${max}` });
    return value;
  },
  schema: { type: "integer", minimum: min, maximum: max, description },
});

const dayMs = 86_400_000;
const dayPattern = "^\\d{4}-\\d{2}-\\d{2}$";

/** A day, UTC: days since 1970. JSON: `2026-12-01`. */
export const Day: Type<number> = {
  ...u32,
  toJson: (day) => new Date(day * dayMs).toISOString().slice(0, 10),
  fromJson(value) {
    const day = new RegExp(dayPattern).test(String(value)) ? Date.parse(String(value)) / dayMs : Number.NaN;
    if (!(day >= 0)) throw errors.BadJson({ expected: "a day from 1970 on, for example 2026-12-01" });
    return day;
  },
  schema: { type: "string", format: "date", pattern: dayPattern, maxLength: 10, description: "A day, UTC." },
};

/** Most entries of a page. */
export const maxPage = 100;

/** Entries of a page that is asked for without a size. */
export const usualPage = 20;

/** How many entries a page is to have. */
export const PageSize = within(1, maxPage, `Entries of a page; ${usualPage} when absent.`);

/** Reads and writes what is JSON alone. @throws `codec.BadJson` */
export function refuse(): never {
  throw errors.BadJson({ expected: "a type that has a SCALE form" });
}
