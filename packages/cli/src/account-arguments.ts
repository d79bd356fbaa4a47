import type { AnyType } from "@pha/codec";
import type { AnyPallet } from "@pha/frame";

/** Gives the account that a text names, or the text itself. */
type Name = (text: string) => Promise<string>;

type Meta = AnyType["meta"];
type Fields = readonly { readonly name?: string | undefined; readonly type: AnyType }[];

/**
 * A call's arguments in JSON, with every account in them named by `name`: wherever the call's types have one, also in
 * calls that it carries. What does not have the form of its type is left to the chain, as is a call that is not known here.
 */
export async function nameAccountsOf(
  { pallet, call }: { readonly pallet: string; readonly call: string },
  args: unknown,
  name: Name,
): Promise<unknown> {
  const { pallets } = await import("@pha/runtime/spec");
  const all: readonly AnyPallet[] = pallets;
  const known = all.find((one) => one.name.toLowerCase() === pallet.toLowerCase());
  if (!known) return args;
  const { value } = (await within(known.callType.meta, { type: call, value: args }, name)) as { value: unknown };
  return value;
}

async function within({ path, params, def }: Meta, json: unknown, name: Name): Promise<unknown> {
  if (typeof json === "string") return isAccount(path) ? name(json) : json;
  if (typeof json !== "object" || json === null) return json;
  if (path[0] === "Option") return params[0]?.type ? within(params[0].type.meta, json, name) : json;
  switch (def.tag) {
    case "array":
    case "sequence":
      return Array.isArray(json) ? Promise.all(json.map((entry) => within(def.of.meta, entry, name))) : json;
    case "tuple":
      return inFields(
        def.of.map((type) => ({ type })),
        json,
        name,
      );
    case "composite":
      return inFields(def.fields, json, name);
    case "variant": {
      const { type, value, ...others } = json as { readonly type?: unknown; readonly value?: unknown };
      const variant = def.variants.find((one) => one.name === type);
      if (!variant || value === undefined) return json;
      return { ...others, type, value: await inFields(variant.fields, value, name) };
    }
    default:
      return json;
  }
}

/** Named fields are an object in JSON, one without a name is its value, several are a list. */
async function inFields(fields: Fields, json: unknown, name: Name): Promise<unknown> {
  const [first, ...others] = fields;
  if (first && first.name === undefined && others.length === 0) return within(first.type.meta, json, name);
  if (Array.isArray(json))
    return Promise.all(json.map((entry, at) => (fields[at] ? within(fields[at].type.meta, entry, name) : entry)));
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).map(async ([key, entry]) => {
    const field = fields.find((one) => one.name === key);
    return [key, field ? await within(field.type.meta, entry, name) : entry];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A text stands for an account where the type is one, or an address, which is the account's own text in JSON. */
const isAccount = (path: readonly string[]): boolean => ["AccountId32", "MultiAddress"].includes(path.at(-1) ?? "");
