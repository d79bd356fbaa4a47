import type { Context } from "./context.ts";
import { errors } from "./errors.ts";

/**
 * Arguments from the command line, or from standard input for `-`: others cannot see them there.
 *
 * @throws `cli.BadJson`
 */
export async function parseJson(context: Context, text: string): Promise<unknown> {
  try {
    return JSON.parse(text === "-" ? await context.stdin() : text);
  } catch (cause) {
    throw errors.BadJson({}, cause);
  }
}
