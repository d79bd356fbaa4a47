import { existsSync } from "node:fs";
import { watch } from "node:fs/promises";
import { join } from "node:path";
import { contractSource } from "./check-types.ts";
import { errors } from "./errors.ts";

/** How long after a change more of them belong to it: editors write in several steps. */
const settleMs = 100;

/**
 * Yields at once, and whenever something in a contract's `src` has changed since.
 *
 * @throws `contract-kit.NoContract`, also once `src` is gone: what is not there is never seen to change
 */
export async function* changesIn(folder: string, signal?: AbortSignal): AsyncGenerator<void> {
  if (!existsSync(join(folder, contractSource))) throw errors.NoContract({ folder });
  let isDirty = true;
  let wake = (): void => {};
  let failure: unknown;
  const watching = (async () => {
    for await (const _ of watch(join(folder, "src"), { recursive: true, ...(signal && { signal }) })) {
      isDirty = true;
      wake();
    }
  })().catch((error: unknown) => {
    failure = error;
    wake();
  });
  void watching;
  while (failure === undefined) {
    if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
    if (failure !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    if (!existsSync(join(folder, "src"))) throw errors.NoContract({ folder });
    isDirty = false;
    yield;
  }
  if (!signal?.aborted) throw failure;
}
