import { errors, type Json, type Type, unit } from "@pha/codec";

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

function refuse(): never {
  throw errors.BadJson({ expected: "a type that has a SCALE form" });
}
