import { utf8 } from "../bytes.ts";
import { errors } from "../errors.ts";
import { structural, type Type } from "../type.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 text of at most `max` bytes. */
export function text({ max }: { readonly max: number }): Type<string> {
  return {
    read(reader) {
      const raw = reader.peekTaken(reader.length(max));
      try {
        return decoder.decode(raw);
      } catch (cause) {
        throw errors.BadText({}, cause);
      }
    },
    write(writer, value) {
      if (!value.isWellFormed()) throw errors.BadText();
      const raw = utf8(value);
      if (raw.length > max) throw errors.TooLong({ max, actual: raw.length });
      writer.compact(raw.length);
      writer.bytes(raw);
    },
    toJson: (value) => value,
    fromJson(json) {
      if (typeof json !== "string" || !json.isWellFormed()) throw errors.BadJson({ expected: "text" });
      if (utf8(json).length > max) throw errors.TooLong({ max, actual: utf8(json).length });
      return json;
    },
    schema: { type: "string", maxLength: max },
    meta: structural({ tag: "primitive", value: "str" }),
  };
}
