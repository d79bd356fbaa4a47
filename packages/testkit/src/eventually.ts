import { setTimeout as delay } from "node:timers/promises";
import { errors } from "./errors.ts";

/**
 * Waits until a condition returns something other than `false` or `undefined`, and returns that.
 *
 * @throws `testkit.StillFalse` when it has not within the time; what the condition throws ends the wait at once.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { withinMs = 30_000 }: { readonly withinMs?: number } = {},
): Promise<Exclude<Awaited<T>, false | undefined>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value as Exclude<Awaited<T>, false | undefined>;
    if (performance.now() >= end) throw errors.StillFalse({ condition: String(condition), withinMs });
    await delay(20);
  }
}
