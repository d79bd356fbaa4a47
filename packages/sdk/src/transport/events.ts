import { EventSourceParserStream } from "eventsource-parser/stream";
import { errors } from "../errors.ts";
import { problemError } from "./problem.ts";
import { maxProblemBytes, parseReply } from "./reply.ts";

/** One entry of a stream, and its place there, where it has one. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly entry: unknown;
}

/**
 * The JSON entries of a stream of server-sent events, until it ends. `heard` is called with all that comes, comments too.
 *
 * @param maxBytes - Of one entry.
 * @throws `sdk.Unreachable` when the connection breaks; the error that the service ends the stream with
 */
export async function* readEvents(
  response: Response,
  url: string,
  maxBytes: number,
  heard: () => void,
): AsyncGenerator<ServerEvent> {
  if (response.status === 204) return; // nothing follows what the reader has
  if (!response.body) throw errors.UnexpectedReply({ url });
  const hear = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, stream) {
      heard();
      stream.enqueue(chunk);
    },
  });
  const reader = response.body
    .pipeThrough(hear)
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: maxBytes }))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw errors.Unreachable({ url }, cause);
      });
      if (done) return;
      const isProblem = value.event === "problem";
      const entry = parseReply(value.data, url, isProblem ? maxProblemBytes : maxBytes);
      if (isProblem) throw problemError(entry, url, 500);
      yield { id: value.id, entry };
    }
  } finally {
    void leave(reader);
  }
}

/** How long a stream that was read enough may take to end by itself. */
const endsWithinMs = 1_000;

/** One that ends by itself, as it does behind the last step of a transaction, is not broken off: browsers show that in red. */
async function leave(reader: ReadableStreamDefaultReader<unknown>): Promise<void> {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), endsWithinMs);
  try {
    for (let isOver = false; !isOver; ) isOver = (await reader.read()).done;
  } catch {
    // it broke: nobody reads it
  } finally {
    clearTimeout(timer);
  }
}
