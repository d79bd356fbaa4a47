import { errors } from "../errors.ts";

/**
 * JSON that a client sent.
 *
 * @param what - how the refusal calls it: `the body`
 * @throws `service-kit.BadRequest`, with the position of the first character that cannot be read
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.BadRequest({ reason: `${what} is not JSON`, position: positionIn(text, cause as SyntaxError) }, cause);
  }
}

/** Where a parser gave up, from 0; `undefined` where it does not say. */
function positionIn(text: string, { message }: SyntaxError): number | undefined {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  return /end of JSON input/.test(message) ? text.length : undefined;
}
