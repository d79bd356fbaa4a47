import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type TypeOf } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { type FinalizedBlock as FinalizedBlockType, subjects } from "@pha/wire";

export type FinalizedBlock = TypeOf<typeof FinalizedBlockType>;

const page = 256;
/** After so long without a word from the chain it is asked. */
const quietMs = 2_000;

/** Where following begins and what is done with what comes. */
export interface FollowOptions {
  readonly bus: Bus;
  readonly log: Logger;
  /** Next height wanted. */
  readonly next: () => number;
  /** Takes consecutive finalized blocks, the first at the height wanted. When it throws, they come again. */
  readonly take: (blocks: readonly FinalizedBlock[]) => Promise<void>;
}

/** Brings every finalized block, in order, from any height: what is missed is asked for. Disposing it stops. */
export function followFinalized({ bus, log, next, take }: FollowOptions): AsyncDisposable {
  const stop = new AbortController();
  const heard: FinalizedBlock[] = [];
  let wake = Promise.withResolvers<void>();
  const subscription = bus.subscribe(subjects.blockFinalized, {}, ({ value }) => {
    heard.push(value);
    if (heard.length > page) heard.shift();
    wake.resolve();
  });

  /** What was heard, from the height wanted on without a gap; otherwise what the chain has. */
  async function more(): Promise<readonly FinalizedBlock[]> {
    const wanted = next();
    const told = heard.splice(0).filter(({ header }) => header.number >= wanted);
    if (told.length > 0 && told.every(({ header }, i) => header.number === wanted + i)) return told;
    return bus.request(subjects.finalizedGet, {}, { from: wanted, limit: page });
  }

  async function catchUp(): Promise<void> {
    for (;;) {
      const blocks = await more();
      if (blocks.length === 0) return;
      await take(blocks);
      if (heard.length === 0 && blocks.length < page) return;
    }
  }

  const following = (async () => {
    while (!stop.signal.aborted) {
      await catchUp().catch((error: unknown) => complain(log, error));
      if (heard.length > 0) continue;
      wake = Promise.withResolvers<void>();
      await Promise.race([wake.promise, delay(quietMs, undefined, { signal: stop.signal }).catch(() => undefined)]);
    }
  })();

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      wake.resolve();
      await following;
      await subscription[Symbol.asyncDispose]();
    },
  };
}

function complain(log: Logger, error: unknown): void {
  if (error instanceof CodedError && error.kind === "unavailable")
    log.warn({ code: error.code, reason: error.message }, "cannot follow the chain just now");
  else log.error({ err: error }, "following the chain failed");
}
