import { CodedError, isWithin, measureJson } from "@pha/codec";
import { maxJsonDepth } from "@pha/limits";
import { errors } from "../errors.ts";

/** What a refusal says, and an answer that nobody asked for. */
export const maxProblemBytes = 64 * 1024;

/** For each `:`, `,` and beginning of an object or a list our services' densest answers have twice as many bytes. */
const BYTES_PER_TOKEN = 4;
/** A full block, decoded, has half as many. */
const MOST_TOKENS = 1 << 22;

/** A reply's JSON. @throws `sdk.Unreachable` when it breaks off, `sdk.UnexpectedReply` for no JSON or too much of it */
export async function readReply(response: Response, url: string, maxBytes: number): Promise<unknown> {
  return parseReply(await readText(response, url, maxBytes), url, maxBytes, response.status);
}

/**
 * JSON that a server sent. How much it may be is known beforehand, as text and as what that is parsed to: a server that
 * sends more does not answer, it fills its client's memory.
 *
 * @throws `sdk.UnexpectedReply`
 */
export function parseReply(text: string, url: string, maxBytes: number, status?: number): unknown {
  const most = { tokens: Math.min(maxBytes / BYTES_PER_TOKEN, MOST_TOKENS), depth: maxJsonDepth };
  if (!isWithin(measureJson(text, most), most))
    throw errors.UnexpectedReply({ url, status, tokens: `over ${most.tokens}, or deeper than ${most.depth}` });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.UnexpectedReply({ url, status }, cause);
  }
}

/** Bytes are counted as they come out of what they were compressed to. */
async function readText(response: Response, url: string, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return text + decoder.decode();
      bytes += value.length;
      if (bytes > maxBytes) throw errors.UnexpectedReply({ url, status: response.status, bytes: `over ${maxBytes}` });
      text += decoder.decode(value, { stream: true });
    }
  } catch (cause) {
    throw cause instanceof CodedError ? cause : errors.Unreachable({ url }, cause);
  } finally {
    void reader?.cancel().catch(() => undefined);
  }
}
