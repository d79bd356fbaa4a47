import type { Context } from "./context.ts";
import { errors } from "./errors.ts";

/**
 * Arguments from the command line, or from standard input for `-`: others cannot see them there. Integers beyond
 * ±(2⁵³ − 1) are `bigint`: none is rounded.
 *
 * @throws `cli.BadJson`
 */
export async function parseJson(context: Context, text: string): Promise<unknown> {
  const { parseExactJson } = await import("@pha/sdk");
  try {
    return parseExactJson(text === "-" ? await context.stdin() : text);
  } catch (cause) {
    const [, position] = /position (\d+)/.exec(String(cause)) ?? [];
    throw errors.BadJson({ position }, cause);
  }
}
