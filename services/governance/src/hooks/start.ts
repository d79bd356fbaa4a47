import { dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { leaseHook } from "../db/hooks.ts";
import type { Moves } from "../projection/moves.ts";
import { type DeliverDeps, deliver } from "./deliver.ts";

interface DeliveriesDeps extends Omit<DeliverDeps, "turnMs"> {
  readonly log: Logger;
  readonly moved: Moves;
}

/** Hooks that a replica delivers to at the same time. */
const atOnce = 16;
/** How often is looked for what is due again, or was left by a replica that was killed. */
const lookMs = 1_000;
/** As long as an attempt may take. */
const turnMs = 10_000;

/** Delivers to hooks, those that no other replica delivers to, until it is disposed. */
export function startDeliveries({ log, moved, ...deps }: DeliveriesDeps): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const delivering = new Set<Promise<void>>();
  const running = run();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const seen = moved.count;
      const hook = await guarded(async () => (delivering.size < atOnce ? await leaseHook(deps.db) : undefined));
      if (hook) {
        const delivery = guarded(() => deliver({ ...deps, turnMs }, hook, signal)).then(
          () => void delivering.delete(delivery),
        );
        delivering.add(delivery);
      } else {
        const look = new AbortController();
        await Promise.race([moved.past(seen, AbortSignal.any([signal, look.signal])), pause(lookMs, signal)]);
        look.abort();
      }
    }
    await Promise.all(delivering);
  }

  /** What goes wrong is told; the lease of what was under way ends by itself. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const coded = dbError(error);
      if (coded?.kind === "unavailable") log.warn({ code: coded.code, reason: coded.message }, "deliveries wait");
      else log.error({ err: error }, "delivering failed");
      await pause(lookMs, signal);
      return undefined;
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
