import { errors } from "../errors.ts";
import type { AnyType, MetaOptions, Type, TypeOf } from "../type.ts";
import { struct } from "./struct.ts";

/** A field that a later version appends, and what older values are taken to have in it. */
export interface Appended<T = unknown> {
  readonly type: Type<T>;
  readonly initial: T;
}

/** Declares a field of a later version. */
export const appended = <T>(type: Type<T>, initial: T): Appended<T> => ({ type, initial });

// biome-ignore lint/suspicious/noExplicitAny: fields of every type stand in one record
type Later = Readonly<Record<string, Appended<any>>>;
type KeysOf<L extends Later> = L extends unknown ? keyof L & string : never;
type AppendedOf<L extends Later, K extends string> = L extends Readonly<Record<K, Appended<infer T>>> ? T : never;

/** The newest version's fields as a plain object. */
export type VersionedOf<F extends Record<string, AnyType>, L extends readonly Later[]> = {
  readonly [K in (keyof F & string) | KeysOf<L[number]>]: K extends keyof F ? TypeOf<F[K]> : AppendedOf<L[number], K>;
};

/** Most bytes that an unknown version may have beyond the known fields. */
const MAX_UNKNOWN_BYTES = 4_096;

/**
 * Named fields that may become more. On the wire: index of the version (V1 is 0), then that version's fields; each
 * version has those of the one before, and appends its own. The value is always the newest version's plain object.
 *
 * - Writing writes the newest version. Reading an older one fills in the initial values, so a value in the state
 *   moves to the newest version whenever it is written; decoding and encoding need not give the same bytes.
 * - A version that is newer than all known ones is read as far as it is known and the rest is ignored, so that a
 *   program that is running outlives a new field. Only where the value is the whole input, as in the state: inside
 *   other values, and in calls, nobody could tell where it ends, and it is an unknown variant.
 * - A known version is as strict as any other type.
 *
 * @param first - fields of version 1
 * @param later - what each later version appends, in order: `[{ region: appended(u16, 0) }]`
 */
export function versioned<const F extends Record<string, AnyType>, const L extends readonly Later[] = []>(
  first: F,
  { later, ...meta }: MetaOptions & { readonly later?: L } = {},
): Type<VersionedOf<F, L>> {
  type Value = VersionedOf<F, L>;
  const appends: readonly Later[] = later ?? [];
  const versions = versionsOf(first, appends);
  const newest = versions.length - 1;
  const newestType = versions[newest] as Type<Value>;
  /** Initial values of the fields that each version lacks. */
  const lacking = versions.map((_, index) =>
    Object.fromEntries(
      appends
        .slice(index)
        .flatMap(Object.entries)
        .map(([name, { initial }]) => [name, initial]),
    ),
  );
  return {
    read(reader) {
      const whole = reader.position === 0;
      const index = reader.u8();
      if (index === newest) return newestType.read(reader);
      const older = versions[index];
      if (older) return { ...(older.read(reader) as object), ...lacking[index] } as Value;
      if (!whole) throw errors.UnknownVariant({ index });
      const value = newestType.read(reader);
      if (reader.remaining > MAX_UNKNOWN_BYTES)
        throw errors.TooLong({ max: MAX_UNKNOWN_BYTES, actual: reader.remaining });
      reader.peekTaken(reader.remaining);
      return value;
    },
    write(writer, value) {
      writer.u8(newest);
      newestType.write(writer, value);
    },
    toJson: newestType.toJson,
    fromJson: newestType.fromJson,
    schema: newestType.schema,
    meta: {
      path: meta.path ?? [],
      params: meta.params ?? [],
      def: {
        tag: "variant",
        variants: versions.map((type, index) => ({ name: `V${index + 1}`, index, fields: fieldsOf(type) })),
      },
    },
  };
}

/** A struct of each version. */
function versionsOf(first: Record<string, AnyType>, later: readonly Later[]): readonly AnyType[] {
  let fields = first;
  const versions: AnyType[] = [struct(fields)];
  for (const added of later) {
    fields = { ...fields };
    for (const [name, { type }] of Object.entries(added)) {
      if (Object.hasOwn(fields, name)) throw new Error(`field ${name} is in two versions`);
      fields[name] = type;
    }
    versions.push(struct(fields));
  }
  return versions;
}

const fieldsOf = ({ meta: { def } }: AnyType) => (def.tag === "composite" ? def.fields : []);
