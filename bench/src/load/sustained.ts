import { setTimeout as delay } from "node:timers/promises";
import { bodiesOf, drive, type Manner } from "./drive.ts";
import { openRpc } from "./rpc.ts";
import type { Target } from "./target.ts";

/** Result of sustained load. */
export interface Sustained {
  readonly transfers: number;
  /** From the first request to the moment the last transfer was seen to be final. */
  readonly seconds: number;
  readonly perSecond: number;
  /** From the first request to the last receipt. */
  readonly receiptSeconds: number;
  readonly blocks: number;
  /** Mean of the blocks that held transfers. */
  readonly bytesPerBlock: number;
}

const POLL_MS = 50;
/** Time without a new final transfer after which none is expected any more. */
const PATIENCE_MS = 30_000;

/** Hands transfers in as fast as they are taken, until all are final. */
export async function sustain(target: Target, transfers: readonly string[], manner: Manner): Promise<Sustained> {
  using rpc = openRpc(target.url, manner.inFlight);
  const bodies = bodiesOf(target.method, transfers, manner);
  const from = await target.newest();
  const began = performance.now();
  const stop = new AbortController();
  const driving = drive(rpc, bodies, manner).then(() => (performance.now() - began) / 1000);
  driving.catch(() => stop.abort());
  const counted = await countFinal(target, from, transfers.length, stop.signal);
  const seconds = (performance.now() - began) / 1000;
  const receiptSeconds = await driving;
  if (!counted) throw new Error(`not all transfers became final at ${target.url}`);
  return {
    transfers: transfers.length,
    seconds,
    perSecond: transfers.length / seconds,
    receiptSeconds,
    blocks: counted.blocks,
    bytesPerBlock: counted.bytes / counted.blocks,
  };
}

/** Follows final blocks until they hold so many transfers; `undefined` when they stop coming. */
async function countFinal(target: Target, from: number, wanted: number, signal: AbortSignal) {
  let number = from;
  let transfers = 0;
  let blocks = 0;
  let bytes = 0;
  let heardMs = performance.now();
  while (!signal.aborted && performance.now() - heardMs < PATIENCE_MS) {
    for (const newest = await target.newest(); number < newest; ) {
      const block = await target.block(++number);
      if (block.transfers === 0) continue;
      transfers += block.transfers;
      bytes += block.bytes;
      blocks++;
      heardMs = performance.now();
    }
    if (transfers >= wanted) return { blocks, bytes };
    await delay(POLL_MS);
  }
  return undefined;
}
