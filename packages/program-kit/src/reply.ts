import {
  bytes,
  CodedError,
  decode,
  type ErrorKind,
  encode,
  enumeration,
  option,
  struct,
  text,
  u32,
  variant,
} from "@pha/codec";
import { maxFrameBytes } from "@pha/limits";

/** Reply of enclave or host through the door: the answer's bytes, or a coded refusal. */
const Reply = enumeration({
  Done: variant(0, bytes({ max: maxFrameBytes })),
  Refused: variant(
    1,
    struct({
      module: text({ max: 64 }),
      name: text({ max: 64 }),
      kind: text({ max: 16 }),
      doc: text({ max: 2048 }),
      /** When the same may be asked again; of what an error knows, all that callers act on. */
      retryAfterSeconds: option(u32),
    }),
  ),
});

/**
 * Encodes what `handle` gives, or its coded error. An uncoded error passes through: it is a fault, and its text must
 * not cross the door.
 */
export async function reply(handle: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return encode(Reply, { type: "Done", value: await handle() });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { module, name, kind, message, data } = error;
    const { retryAfterSeconds: after } = data;
    const retryAfterSeconds = typeof after === "number" ? after : undefined;
    const doc = retryAfterSeconds === undefined ? message : error.doc; // whoever reads it puts the fact behind it
    return encode(Reply, { type: "Refused", value: { module, name, kind, doc, retryAfterSeconds } });
  }
}

/**
 * The bytes of a reply.
 *
 * @throws the coded error that the other side refused with
 */
export function readReply(encoded: Uint8Array): Uint8Array {
  const answer = decode(Reply, encoded);
  if (answer.type === "Done") return answer.value;
  const { module, name, kind, doc, retryAfterSeconds } = answer.value;
  const facts = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  throw new CodedError(module, name, { index: 0, kind: kind as ErrorKind, doc }, facts);
}
