import { findRepeatedName } from "@pha/codec";
import { errors } from "../errors.ts";

/**
 * JSON that a client sent.
 *
 * @param what - how the refusal calls it: `the body`
 * @throws `service-kit.BadRequest`, with the position of the first character that cannot be read, or of a name that an
 *   object has twice
 */
export function parseJson(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw errors.BadRequest({ reason: `${what} is not JSON`, position: positionIn(text, cause as SyntaxError) }, cause);
  }
  expectUniqueNames(text, what);
  return value;
}

/** Refuses JSON of which two readers may take different values. @throws `service-kit.BadRequest` */
function expectUniqueNames(text: string, what: string): void {
  const repeated = findRepeatedName(text);
  if (repeated) throw errors.BadRequest({ reason: `${what} has a name twice in one object`, ...repeated });
}

/** Where a parser gave up, from 0; `undefined` where it does not say. */
function positionIn(text: string, { message }: SyntaxError): number | undefined {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return Number(position);
  return /end of JSON input/.test(message) ? text.length : undefined;
}
