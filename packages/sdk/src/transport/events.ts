import { errors } from "../errors.ts";
import { problemError } from "./problem.ts";

/**
 * The JSON entries of a stream of server-sent events, until it ends.
 *
 * @throws `sdk.Unreachable` when the connection breaks; the coded error that the service ends the stream with
 */
export async function* readEvents(response: Response, url: string): AsyncGenerator<unknown> {
  if (!response.body) throw errors.UnexpectedReply({ url });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const entries = text.split("\n\n");
      text = entries.pop() ?? "";
      for (const entry of entries) yield parse(entry, url);
    }
  } catch (cause) {
    if (cause instanceof TypeError || (cause as Error).name === "AbortError") throw errors.Unreachable({ url }, cause);
    throw cause;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function parse(entry: string, url: string): unknown {
  const lines = entry.split("\n");
  const data = lines.flatMap((line) => (line.startsWith("data: ") ? [line.slice(6)] : [])).join("\n");
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw errors.UnexpectedReply({ url }, cause);
  }
  if (!lines.includes("event: problem")) return value;
  throw problemError(value, url, Number(Object(value).status));
}
