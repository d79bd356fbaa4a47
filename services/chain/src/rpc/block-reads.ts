import type { Hex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import { pause } from "@pha/service-kit/pause";
import { limits } from "./limits.ts";

const eventsKey = storageKeys(system).events.key();

/** What a client looks at when it is told that its extrinsic is in a block. */
type Part = "body" | "events";

/** One wait for a client that may be reading a block. */
interface Reading {
  readonly begun: PromiseWithResolvers<void>;
  readonly done: PromiseWithResolvers<void>;
  readonly missing: Set<Part>;
  hasBegun: boolean;
}

/**
 * Which blocks the client of one connection reads. `@polkadot/api` makes its `isInBlock` of the block's body and events,
 * which it asks for when it hears of the block, and drops it for a `finalized` that comes before their answers: where
 * finality is milliseconds away, nearly always.
 */
export class BlockReads {
  readonly #readings = new Map<Hex, Set<Reading>>();
  /** Waits in a row in which nothing was read. */
  #unread = 0;

  /**
   * Waits until a client that was told of a block has read it, or has let the time go by in which it would have begun.
   * Who never reads blocks, as programs that only count what is final, is soon not waited for.
   *
   * @param roundTrip waits until the client has got what was sent.
   */
  async settled(block: Hex, roundTrip: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#unread >= limits.unreadBlocks) return;
    const reading = this.#open(block);
    try {
      await within(limits.readMs, roundTrip(), signal);
      await within(limits.noticeMs, reading.begun.promise, signal);
      if (!reading.hasBegun) {
        this.#unread++;
        return;
      }
      await within(limits.readMs, reading.done.promise, signal);
      await within(limits.readMs, roundTrip(), signal);
    } finally {
      this.#close(block, reading);
    }
  }

  /** A request has come: if it reads a block that somebody waits for, the result is to be called behind its answer. */
  note(method: string, params: readonly unknown[]): (() => void) | undefined {
    if (method === "chain_getBlock") this.#unread = 0;
    if (this.#readings.size === 0) return undefined;
    const named = params.flat();
    const read = [...this.#readings].flatMap(([block, readings]) => (named.includes(block) ? [...readings] : []));
    if (read.length === 0) return undefined;
    for (const reading of read) {
      reading.hasBegun = true;
      reading.begun.resolve();
    }
    const part = partOf(method, named);
    return () => {
      if (part === undefined) return;
      for (const { missing, done } of read) {
        missing.delete(part);
        if (missing.size === 0) done.resolve();
      }
    };
  }

  #open(block: Hex): Reading {
    const reading: Reading = {
      begun: Promise.withResolvers(),
      done: Promise.withResolvers(),
      missing: new Set(["body", "events"]),
      hasBegun: false,
    };
    const others = this.#readings.get(block);
    if (others) others.add(reading);
    else this.#readings.set(block, new Set([reading]));
    return reading;
  }

  #close(block: Hex, reading: Reading): void {
    const readings = this.#readings.get(block);
    readings?.delete(reading);
    if (readings?.size === 0) this.#readings.delete(block);
  }
}

function partOf(method: string, named: readonly unknown[]): Part | undefined {
  if (method === "chain_getBlock") return "body";
  return named.includes(eventsKey) ? "events" : undefined;
}

async function within(ms: number, work: Promise<void>, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, pause(ms, AbortSignal.any([signal, done.signal]))]);
  done.abort();
}
