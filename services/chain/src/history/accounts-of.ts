import { type AnyType, decode, type Hex, type MetaField, struct } from "@pha/codec";
import type { AnyPallet, EventSpec } from "@pha/frame";

const isAccount = ({ meta }: AnyType): boolean => meta.path.join("::") === "sp_core::crypto::AccountId32";

/** The fields of an event, as one type. `undefined` for one that no pallet declares. */
export function fieldsOf(pallets: readonly AnyPallet[], pallet: string, name: string): AnyType | undefined {
  const events = pallets.find((one) => one.name === pallet)?.events as Record<string, EventSpec> | undefined;
  const spec = events && Object.hasOwn(events, name) ? events[name] : undefined;
  return spec && struct(spec.fields);
}

/** Finds the accounts that events name. */
export class AccountFinder {
  readonly #pallets: readonly AnyPallet[];
  /** Types of events that can name an account, by name; `undefined` for the others, which need not be decoded. */
  readonly #types = new Map<string, AnyType | undefined>();

  constructor(pallets: readonly AnyPallet[]) {
    this.#pallets = pallets;
  }

  /** A finder that follows the runtime: it knows the newest one's pallets. */
  static following(pallets: () => readonly AnyPallet[]): () => AccountFinder {
    let finder = new AccountFinder(pallets());
    return () => {
      if (finder.#pallets !== pallets()) finder = new AccountFinder(pallets());
      return finder;
    };
  }

  accountsOf({ pallet, name, data }: { readonly pallet: string; readonly name: string; readonly data: Uint8Array }) {
    const found = new Set<Hex>();
    const type = this.#typeOf(pallet, name);
    if (type) collect(type, decode(type, data), found);
    return found;
  }

  #typeOf(pallet: string, name: string): AnyType | undefined {
    const key = `${pallet}.${name}`;
    if (!this.#types.has(key)) {
      const type = fieldsOf(this.#pallets, pallet, name);
      this.#types.set(key, type && canHold(type) ? type : undefined);
    }
    return this.#types.get(key);
  }
}

/** Whether values of a type can hold an account. */
function canHold(type: AnyType, seen = new Set<unknown>()): boolean {
  if (isAccount(type)) return true;
  const { def } = type.meta;
  if (seen.has(def)) return false;
  seen.add(def);
  return partsOf(type).some((part) => canHold(part, seen));
}

function partsOf({ meta: { def } }: AnyType): readonly AnyType[] {
  switch (def.tag) {
    case "sequence":
    case "array":
      return [def.of];
    case "tuple":
      return def.of;
    case "composite":
      return def.fields.map(({ type }) => type);
    case "variant":
      return def.variants.flatMap(({ fields }) => fields.map(({ type }) => type));
    default:
      return [];
  }
}

function collect(type: AnyType, value: unknown, found: Set<Hex>): void {
  if (isAccount(type)) {
    found.add(value as Hex);
    return;
  }
  const { path, def } = type.meta;
  switch (def.tag) {
    case "sequence":
    case "array":
      // Bytes are a sequence too, but not a list.
      if (Array.isArray(value)) for (const item of value) collect(def.of, item, found);
      break;
    case "tuple":
      for (const [i, of] of def.of.entries()) collect(of, (value as unknown[])[i], found);
      break;
    case "composite":
      collectFields(def.fields, value, found);
      break;
    case "variant":
      if (path[0] === "Option") {
        const inner = def.variants[1]?.fields[0]?.type;
        if (inner && value !== undefined) collect(inner, value, found);
      } else {
        const { type: name, value: carried } = value as { readonly type: string; readonly value?: unknown };
        collectFields(def.variants.find((one) => one.name === name)?.fields ?? [], carried, found);
      }
  }
}

/** A variant's fields are named like a struct's, or stand for one value or for a tuple. */
function collectFields(fields: readonly MetaField[], value: unknown, found: Set<Hex>): void {
  for (const [i, { name, type }] of fields.entries()) {
    if (name !== undefined) collect(type, (value as Record<string, unknown>)[name], found);
    else collect(type, fields.length === 1 ? value : (value as unknown[])[i], found);
  }
}
