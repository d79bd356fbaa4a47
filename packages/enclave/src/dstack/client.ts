import { request } from "node:http";
import { isOf } from "@pha/codec";
import { errors } from "../errors.ts";

/** Most bytes of an answer: a quote with its event log has some 30 KiB. */
const maxAnswer = 1_048_576;
const timeoutMs = 30_000;

/** An answer of the guest agent: JSON, whose fields nobody has looked at yet. */
type Answer = Readonly<Record<string, unknown>>;

/**
 * Asks the guest agent of a dstack machine: HTTP with JSON, over a socket that only the machine itself has.
 *
 * @throws `enclave.DstackUnreachable`, `DstackRefused`
 */
export async function askDstack(socketPath: string, method: string, body: unknown): Promise<Answer> {
  const { status, text } = await post(socketPath, `/${method}`, JSON.stringify(body));
  if (status !== 200) throw errors.DstackRefused({ method, status });
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    throw errors.DstackRefused({ method, reason: "it did not answer with JSON" }, cause);
  }
}

/** A text of an answer. @throws `enclave.DstackRefused` */
export function textOf(answer: Answer, method: string, field: string): string {
  const value = answer[field];
  if (typeof value !== "string") throw errors.DstackRefused({ method, field });
  return value;
}

function post(socketPath: string, path: string, body: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const fail = (cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    reject(isOf(errors, cause) ? cause : errors.DstackUnreachable({ socket: socketPath, reason: code }, cause));
  };
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const asked = request({ socketPath, path, method: "POST", headers, timeout: timeoutMs }, (response) => {
    const tooLong = errors.DstackRefused({ method: path.slice(1), reason: `its answer is over ${maxAnswer} bytes` });
    const chunks: Buffer[] = [];
    let length = 0;
    response.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxAnswer) asked.destroy(tooLong);
      else chunks.push(chunk);
    });
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
    );
    response.on("error", fail);
  });
  const late = () => errors.DstackUnreachable({ socket: socketPath, reason: `no answer in ${timeoutMs} ms` });
  asked.on("timeout", () => asked.destroy(late()));
  asked.on("error", fail);
  asked.end(body);
  return promise;
}
