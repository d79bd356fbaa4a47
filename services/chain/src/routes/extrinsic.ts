import type { Event, Extrinsic } from "@pha/api";
import type { Runtime } from "@pha/runtime";
import type { BlockRef, IncludedExtrinsic, StoredEvent } from "../ledger/ledger.ts";
import { computed } from "../ledger/read-budget.ts";
import { callToJson, eventToJson, failuresIn } from "./decode.ts";
import type { RouteDeps } from "./deps.ts";

/** Everything that happened in a block; `events` are those of no extrinsic. */
export async function readBlock(deps: RouteDeps, { number, hash }: BlockRef) {
  const runtime = await deps.ledger.runtimeOf(number);
  const [body, eventsOf] = await Promise.all([deps.ledger.findBody(hash), readEvents(deps, hash)]);
  const extrinsics = (body ?? []).map((bytes, index) => showExtrinsic(deps, runtime, bytes, index, eventsOf(index)));
  return { extrinsics, events: eventsOf(undefined).map((event) => showEvent(deps, runtime, event)) };
}

/** One extrinsic of a block. */
export async function readExtrinsic(deps: RouteDeps, { bytes, block, index }: IncludedExtrinsic): Promise<Extrinsic> {
  const runtime = await deps.ledger.runtimeOf(block.number);
  const eventsOf = await readEvents(deps, block.hash);
  return showExtrinsic(deps, runtime, bytes, index, eventsOf(index));
}

/** A block's events by the extrinsic that caused them. */
async function readEvents({ ledger }: RouteDeps, hash: BlockRef["hash"]) {
  const stored = Map.groupBy(await ledger.listEvents(hash), ({ extrinsic }) => extrinsic);
  return (extrinsic: number | undefined) => stored.get(extrinsic) ?? [];
}

/** By the runtime that executed the event's block. */
export const showEvent = (deps: RouteDeps, runtime: Runtime, event: StoredEvent): Event =>
  computed(() => eventIn(deps, runtime, event));

function eventIn({ json: context }: RouteDeps, runtime: Runtime, event: StoredEvent): Event {
  const { index, pallet, name } = event;
  return { index, pallet, name, fields: eventToJson(runtime, event, context) };
}

/** By the runtime that executed its block. */
export const showExtrinsic = (
  deps: RouteDeps,
  runtime: Runtime,
  bytes: Uint8Array,
  index: number,
  events: readonly StoredEvent[],
): Extrinsic =>
  computed(() => {
    const { hash, signed, call } = runtime.decodeExtrinsic(bytes);
    const failures = failuresIn(runtime, events);
    return {
      index,
      hash,
      signed: signed && { signer: signed.signer, nonce: signed.extra.nonce, tip: signed.extra.tip },
      call: callToJson(runtime, call, deps.json),
      ok: failures.length === 0,
      failures,
      events: events.map((event) => eventIn(deps, runtime, event)),
    };
  });
