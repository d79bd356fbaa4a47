import { findRepeatedName } from "@pha/codec";
import type { Context } from "./context.ts";
import { errors } from "./errors.ts";

/**
 * Arguments from the command line, or from standard input for `-`: others cannot see them there. Integers beyond
 * ±(2⁵³ − 1) are `bigint`: none is rounded. No value is dropped for another of the same name.
 *
 * @throws `cli.BadJson`, `cli.RepeatedName`
 */
export async function parseJson(context: Context, text: string): Promise<unknown> {
  const { parseExactJson } = await import("@pha/sdk");
  const json = text === "-" ? await context.stdin() : text;
  let value: unknown;
  try {
    value = parseExactJson(json);
  } catch (cause) {
    const [, position] = /position (\d+)/.exec(String(cause)) ?? [];
    const reason = position === undefined && cause instanceof Error ? cause.message : undefined;
    throw errors.BadJson({ position, reason }, cause);
  }
  const repeated = findRepeatedName(json);
  if (repeated) throw errors.RepeatedName({ ...repeated });
  return value;
}
