import type { Type } from "../type.ts";

/** A type that contains itself, or is declared later. Untrusted bytes may nest it 32 deep. */
export function lazy<T>(resolve: () => Type<T>): Type<T> {
  return {
    read: (reader) => reader.nested(() => resolve().read(reader)),
    write: (writer, value) => resolve().write(writer, value),
    toJson: (value, context) => resolve().toJson(value, context),
    fromJson: (json, context) => resolve().fromJson(json, context),
    schema: { type: "object" },
    get meta() {
      return resolve().meta;
    },
  };
}
