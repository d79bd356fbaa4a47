import { CodedError, type TypeOf } from "@pha/codec";
import { maxBlocksAtOnce } from "@pha/limits";
import { type FinalizedBlock as FinalizedBlockType, subjects } from "@pha/wire";
import type { Bus } from "./bus/types.ts";
import { errors } from "./errors.ts";
import type { Logger } from "./log.ts";
import { pause } from "./pause.ts";

export type FinalizedBlock = TypeOf<typeof FinalizedBlockType>;

/** Silence of the chain after which it is asked for new blocks. */
const quietMs = 2_000;

/** Where following begins and what is done with each block. */
export interface FollowOptions {
  readonly bus: Pick<Bus, "subscribe" | "request">;
  readonly log: Logger;
  /** Next height wanted. Asked each time before blocks are taken or requested. */
  readonly next: () => number | Promise<number>;
  /** Takes consecutive finalized blocks, the first at the height wanted. When it throws, they come again. */
  readonly take: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  /** Whether blocks come with their events. Announcements have none, so that every block is then requested. */
  readonly withEvents?: boolean;
}

/**
 * Follows the finalized chain over NATS: every block once and in order, from any height on. Announced blocks are taken
 * as they arrive; after a gap, a failure, a restart or silence they are requested by height. Nothing is verified here:
 * `take` does that if it must. Disposing it stops, after the blocks that are being taken.
 */
export function followFinalized({ bus, log, next, take, withEvents = false }: FollowOptions): AsyncDisposable {
  const stop = new AbortController();
  const announced: FinalizedBlock[] = [];
  let wake = Promise.withResolvers<void>();
  const subscription = bus.subscribe(subjects.blockFinalized, {}, ({ value }) => {
    announced.push(value);
    if (announced.length > maxBlocksAtOnce) announced.shift();
    wake.resolve();
  });

  /** Announced blocks, if they go on from the height wanted without a gap; none otherwise. */
  function takeAnnounced(wanted: number): readonly FinalizedBlock[] {
    const fresh = announced.splice(0).filter(({ header }) => header.number >= wanted);
    const hasGap = fresh.some(({ header }, i) => header.number !== wanted + i);
    return hasGap || withEvents ? [] : fresh;
  }

  async function request(from: number): Promise<readonly FinalizedBlock[]> {
    const wanted = { from, limit: maxBlocksAtOnce, events: withEvents ? 0 : undefined };
    const blocks = await bus.request(subjects.finalizedGet, {}, wanted);
    if (!blocks.every(({ header }, i) => header.number === from + i))
      throw errors.BusFault({ reason: "the chain answers with other blocks than those it was asked for", from });
    const last = blocks.at(-1);
    return last?.hasMore ? [...blocks.slice(0, -1), await complete(last)] : blocks;
  }

  /** The block with all its events, of which a reply had only the first. */
  async function complete(block: FinalizedBlock): Promise<FinalizedBlock> {
    const { events, hasMore, header } = block;
    if (!hasMore) return block;
    const wanted = { from: header.number, limit: 1, events: events.length };
    const [rest] = await bus.request(subjects.finalizedGet, {}, wanted);
    const isSame = rest?.header.number === header.number && rest.header.stateRoot === header.stateRoot;
    if (!rest || !isSame || rest.events.length === 0)
      throw errors.BusFault({ reason: "the chain has a block and not the rest of its events" });
    return complete({ ...rest, events: [...events, ...rest.events] });
  }

  async function catchUp(): Promise<void> {
    while (!stop.signal.aborted) {
      const from = await next();
      const fresh = takeAnnounced(from);
      const blocks = fresh.length > 0 ? fresh : await request(from);
      if (blocks.length === 0) return;
      await take(blocks);
      // A reply may end before the chain does, because of its size; announcements end with the chain.
      if (blocks === fresh && announced.length === 0) return;
    }
  }

  const following = (async () => {
    while (!stop.signal.aborted) {
      await catchUp().catch((error: unknown) => complain(log, error));
      if (announced.length > 0) continue;
      wake = Promise.withResolvers<void>();
      await Promise.race([wake.promise, pause(quietMs, stop.signal)]);
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
