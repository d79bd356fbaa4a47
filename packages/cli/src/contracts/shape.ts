import type { AbiMethod } from "@pha/sdk";

/** A schema of an ABI: JSON Schema, as the kit writes it. */
type Shape = AbiMethod["input"];

/** What a method takes, as one writes it: `{"auction": integer, "note"?: text of 1 to 40}`; nothing where it takes nothing. */
export const inputText = ({ input }: Pick<AbiMethod, "input">): string =>
  input["type"] === "null" ? "" : shapeText(input);

function shapeText(shape: Shape): string {
  const { type, enum: words, anyOf } = shape;
  if (Array.isArray(anyOf)) return anyOf.map((one) => shapeText(one as Shape)).join(" or ");
  if (Array.isArray(words)) return words.map((word) => JSON.stringify(word)).join(" or ");
  if (type === "object") return objectText(shape);
  if (type === "array") return `[${shapeText(Object(shape["items"]) as Shape)}, …]`;
  if (type === "string") return stringText(shape);
  return typeof type === "string" ? type : "anything";
}

function objectText({ properties, required }: Shape): string {
  const needed = new Set(Array.isArray(required) ? required : []);
  const parts = Object.entries(Object(properties) as Record<string, Shape>).map(
    ([name, of]) => `${JSON.stringify(name)}${needed.has(name) ? "" : "?"}: ${shapeText(of)}`,
  );
  return `{${parts.join(", ")}}`;
}

/** Texts that stand for something have its name; others tell their length in characters. */
const named: Readonly<Record<string, string>> = { account: "account", u128: '"integer"', hex: '"0x…"' };

function stringText({ format, minLength, maxLength }: Shape): string {
  const name = named[String(format)];
  if (name !== undefined) return name;
  if (maxLength === undefined) return "text";
  return minLength === undefined || minLength === 0
    ? `text up to ${maxLength}`
    : `text of ${minLength} to ${maxLength}`;
}
