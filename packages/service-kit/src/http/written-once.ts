import type { JsonContext, Type } from "@pha/codec";

/** Writes values of a type as JSON; an object that is written again is not made into text again. */
export function writtenOnce<T>(type: Type<T>, json: JsonContext): (value: T) => string {
  const texts = new WeakMap<object, string>();
  const write = (value: T) => JSON.stringify(type.toJson(value, json));
  return (value) => {
    if (typeof value !== "object" || value === null) return write(value);
    const text = texts.get(value) ?? write(value);
    texts.set(value, text);
    return text;
  };
}
