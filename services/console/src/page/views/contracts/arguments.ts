import type { AbiMethod } from "@pha/sdk";
import { errors, parseExactJson } from "@pha/sdk";
import { readAccount } from "../../accounts/read-account.ts";

/** An argument of a method, as a form asks for it. */
export interface Argument {
  readonly name: string;
  /** What is typed: a word, a number, yes or no, an account, or JSON. */
  readonly kind: "text" | "number" | "flag" | "account" | "json";
  readonly isNeeded: boolean;
  readonly hint: string;
}

/** What is looked at of a schema. */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The one field of a method that takes no named arguments. */
const whole = "arguments";

/** The fields that a method's form has: one for each of its arguments, or one for all where it takes something else. */
export function argumentsOf({ input }: Pick<AbiMethod, "input">): readonly Argument[] {
  const { type, properties, required = [] } = input as Schema;
  if (type === "null" || (type === undefined && properties === undefined && Object.keys(input).length === 0)) return [];
  if (type !== "object") return [{ name: whole, kind: "json", isNeeded: true, hint: "in JSON" }];
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    isNeeded: required.includes(name),
    hint: schema.description ?? schema.format ?? schema.type ?? "in JSON",
  }));
}

function kindOf({ type, format }: Schema): Argument["kind"] {
  if (format === "account") return "account";
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "flag";
  return type === "string" ? "text" : "json";
}

/**
 * What a form says, as the method takes it.
 *
 * @throws `sdk.BadParameter`, `codec.BadAddress`
 */
export function readArguments(fields: readonly Argument[], texts: Readonly<Record<string, string>>): unknown {
  const values = fields.flatMap((field) => {
    const text = texts[field.name] ?? "";
    return text === "" && !field.isNeeded ? [] : [[field.name, readOne(field, text)] as const];
  });
  if (fields.length === 0) return undefined;
  return fields[0]?.name === whole && fields.length === 1 ? values[0]?.[1] : Object.fromEntries(values);
}

function readOne({ name, kind }: Argument, text: string): unknown {
  if (kind === "text") return text;
  if (kind === "account") return readAccount(text);
  if (kind === "flag") return text === "true";
  try {
    const value = parseExactJson(text);
    if (kind === "json" || typeof value === "number" || typeof value === "bigint") return value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw errors.BadParameter({ parameter: name, expected: kind === "json" ? "JSON" : "a number", given: text });
}
