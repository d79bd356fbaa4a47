import type { AbiMethod } from "@pha/sdk";
import type { Context, ReceiverOptions } from "../context.ts";

type Schema = AbiMethod["input"];

/**
 * Arguments in which accounts are named as everywhere on the command line: where the schema wants an account, the name of
 * a kept or of a development account becomes that account. Every other text is left to the ABI's check.
 *
 * @throws `cli.DerivedAccount`, `cli.BadAddress`
 */
export async function nameAccounts(
  context: Context,
  schema: Schema | undefined,
  value: unknown,
  options: ReceiverOptions,
): Promise<unknown> {
  const within = (inner: Schema | undefined, entry: unknown) => nameAccounts(context, inner, entry, options);
  const { format, items, properties, anyOf } = (schema ?? {}) as { readonly [Keyword in string]?: unknown };
  if (Array.isArray(anyOf)) return within(anyOf[0] as Schema, value); // an optional one: this, or null
  if (format === "account" && typeof value === "string") return context.accountInArguments(value, options);
  if (Array.isArray(value)) return Promise.all(value.map((entry) => within(items as Schema, entry)));
  if (typeof value !== "object" || value === null) return value;
  const known = Object(properties) as Readonly<Record<string, Schema>>;
  const entries = Object.entries(value).map(async ([name, entry]) => [
    name,
    await within(Object.hasOwn(known, name) ? known[name] : undefined, entry),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** The schema of a method's arguments; `undefined` for a method that there is not, which the ABI's check refuses. */
export const inputOf = (
  methods: Readonly<Record<string, AbiMethod>> | undefined,
  method: string,
): Schema | undefined => (methods && Object.hasOwn(methods, method) ? methods[method]?.input : undefined);
